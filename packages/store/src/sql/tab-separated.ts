/** A text as a field of ClickHouse's TabSeparated format. Ids contain no control characters, so only the escape character itself needs escaping. */
export const textField = (text: string) => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text)

/** An absent value of a Nullable column. */
export const nullField = '\\N'

/**
 * An instant (epoch milliseconds) as a field of a DateTime64(3, 'UTC') column. Written as a date and time because ClickHouse reads plain
 * numbers as seconds or as milliseconds by their number of digits.
 */
export const instantField = (instant: number) => new Date(instant).toISOString().slice(0, -1)
