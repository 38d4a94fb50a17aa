/**
 * A text as an SQL expression that no content can break out of, whatever the text is nested in. Preferred over query parameters because
 * chDB runs queries with parameters one at a time in the whole process.
 */
export const sqlText = (text: string) => `unhex('${Buffer.from(text, 'utf8').toString('hex')}')`

/**
 * The setting by which a condition reaches a table below a view, as an entry of a SETTINGS clause.
 *
 * @param conditions SQL without backslashes, by table
 */
export function tableFilters(conditions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(conditions).map(([table, condition]) => `'${table}': '${condition.replaceAll("'", "\\'")}'`)
  return `additional_table_filters = {${entries.join(', ')}}`
}
