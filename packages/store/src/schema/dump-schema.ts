import type { Store } from '../engine/store.ts'

/** The schema of an open database as SQL text, an object after the other by name; for a file that shows what the migrations make. */
export async function dumpSchema({ queries }: Store): Promise<string> {
  const result = await queries.query({
    query: `SELECT create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
    format: 'JSONCompactEachRow',
  })
  const statements = await result.json<[statement: string]>()
  const formatted = await Promise.all(
    statements.map(async ([statement]) => {
      const one = await queries.query({
        query: `SELECT formatQuery('${statement.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}')`,
        format: 'JSONCompactEachRow',
      })
      return (await one.json<[text: string]>())[0]?.[0]
    }),
  )
  return `${formatted.join(';\n\n')};\n`
}
