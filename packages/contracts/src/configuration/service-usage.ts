import { z } from 'zod'
import { serviceVariables } from './services.ts'

/** How a service is started, with each of its variables, what it is for and its default. */
export function serviceUsage(service: keyof typeof serviceVariables): string {
  const { properties = {}, required = [] } = z.toJSONSchema(serviceVariables[service], { io: 'input', unrepresentable: 'any' })
  const lines = Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return []
    const hasDefault = property.default !== undefined && property.default !== ''
    const value = required.includes(name) ? ' (required)' : hasDefault ? ` (default: ${property.default})` : ''
    return [`  ${name}${value}`, `      ${property.description ?? ''}`]
  })
  const command = service === 'standalone' ? 'npm start' : `node services/${service}/main.ts`
  return [`usage: ${command}`, '', 'Takes no arguments. It is configured by its environment:', '', ...lines].join('\n')
}
