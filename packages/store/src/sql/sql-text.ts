/**
 * A text as an SQL expression that no content can break out of, however it is nested. Preferred over query parameters, because
 * chDB runs queries with parameters one at a time in the whole process.
 */
export const sqlText = (text: string) => `unhex('${Buffer.from(text, 'utf8').toString('hex')}')`

/**
 * An entry of a SETTINGS clause that applies conditions to tables below a view.
 *
 * @param conditions SQL without backslashes, by table
 */
export function tableFilters(conditions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(conditions).map(([table, condition]) => `'${table}': '${condition.replaceAll("'", "\\'")}'`)
  return `additional_table_filters = {${entries.join(', ')}}`
}
