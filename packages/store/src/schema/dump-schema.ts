import type { Store } from '../engine/store.ts'

/** The schema of an open database as SQL text, sorted by object name, for a file that shows the result of the migrations. */
export async function dumpSchema({ queries }: Store): Promise<string> {
  const statements = await queries.selectRows<[statement: string]>(
    `SELECT create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
  )
  const formatted = await Promise.all(
    statements.map(async ([statement]) => {
      const [row] = await queries.selectRows<[text: string]>(`SELECT formatQuery('${statement.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}')`)
      return row?.[0]
    }),
  )
  return `${formatted.join(';\n\n')};\n`
}
