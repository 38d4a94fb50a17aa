import { z } from 'zod'
import type { Variables } from './read-environment.ts'

/**
 * The usage of a service: how to start it, and each variable with its purpose and default.
 *
 * @param command the command that starts it
 */
export function serviceUsage(command: string, variables: Variables): string {
  const lines = Object.values(variables).flatMap((group) => {
    const { properties = {}, required = [] } = z.toJSONSchema(group, { io: 'input', unrepresentable: 'any' })
    return Object.entries(properties).flatMap(([name, property]) => {
      if (typeof property === 'boolean') return []
      const hasDefault = property.default !== undefined && property.default !== ''
      const value = required.includes(name) ? ' (required)' : hasDefault ? ` (default: ${property.default})` : ''
      return [`  ${name}${value}`, `      ${property.description ?? ''}`]
    })
  })
  return [`usage: ${command}`, '', 'Takes no arguments. It is configured by its environment:', '', ...lines].join('\n')
}
