/** Identifies a log by one record that was read from it: another log has a different record at that offset, or none. */
export interface LogMark {
  readonly offset: bigint
  /** Epoch milliseconds, as the broker gives it. */
  readonly timestamp: string
}

/** The text form that is stored with a committed offset. */
export const markText = ({ offset, timestamp }: LogMark) => `${offset}@${timestamp}`

/** @returns undefined for any other text */
export function parseMark(text: string | null): LogMark | undefined {
  const [, offset, timestamp] = /^(\d+)@(-?\d+)$/.exec(text ?? '') ?? []
  return offset === undefined || timestamp === undefined ? undefined : { offset: BigInt(offset), timestamp }
}
