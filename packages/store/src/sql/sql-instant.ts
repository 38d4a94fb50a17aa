/** An instant (epoch milliseconds) as an SQL expression of type DateTime64(3, 'UTC'). */
export const sqlInstant = (instant: number) => `fromUnixTimestamp64Milli(${Math.round(instant)}, 'UTC')`
