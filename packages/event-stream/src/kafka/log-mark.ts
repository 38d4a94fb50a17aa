/** A record that was read, by which its log is known again: another log has another one there, or none. */
export interface LogMark {
  readonly offset: bigint
  /** As the brokers give it: epoch milliseconds. */
  readonly timestamp: string
}

/** As it is kept with a committed position. */
export const markText = ({ offset, timestamp }: LogMark) => `${offset}@${timestamp}`

/** @returns undefined for whatever else may stand there */
export function parseMark(text: string | null): LogMark | undefined {
  const [, offset, timestamp] = /^(\d+)@(-?\d+)$/.exec(text ?? '') ?? []
  return offset === undefined || timestamp === undefined ? undefined : { offset: BigInt(offset), timestamp }
}
