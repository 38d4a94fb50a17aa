import type { Variables } from '@stitchlog/service-kit'
import { z } from 'zod'

/** Every variable of every service, as a Markdown table made from the schemas that the services read their environment by. */
export function variablesTable(services: Readonly<Record<string, Variables>>): string {
  const rows = new Map<string, { description: string; values: Map<string, string[]> }>()
  const groups = Object.entries(services).flatMap(([service, variables]) => Object.values(variables).map((group) => ({ service, group })))
  for (const { service, group } of groups) {
    const { properties = {}, required = [] } = z.toJSONSchema(group, { io: 'input', unrepresentable: 'any' })
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property === 'boolean') continue
      const description = property.description ?? ''
      const value = shown(property.default, required.includes(name))
      const key = `${name} ${description}`
      const row = rows.get(key) ?? { description, values: new Map() }
      row.values.set(value, [...(row.values.get(value) ?? []), service])
      rows.set(key, row)
    }
  }
  const lines = [...rows].flatMap(([key, { description, values }]) =>
    [...values].map(([value, services]) => `| \`${key.split(' ')[0]}\` | ${value} | ${services.join(', ')} | ${description} |`),
  )
  return ['| variable | default | read by | |', '| --- | --- | --- | --- |', ...lines.sort(), ''].join('\n')
}

const shown = (standard: unknown, isRequired: boolean) =>
  standard === undefined || standard === '' ? (isRequired ? 'required' : '') : `\`${standard}\``
