/** Why a directory was not read: a closed list, for the metric and the log. */
export const scimFailures = ['unreachable', 'timed-out', 'refused', 'rate-limited', 'server-error', 'nonsense', 'too-large'] as const

export type ScimFailureReason = (typeof scimFailures)[number]

/** A directory was not read. Its message holds nothing that the directory sent. */
export class ScimFailure extends Error {
  readonly reason: ScimFailureReason
  /** For the log, which tells no messages. */
  readonly type: string
  /** When the server wants to be asked again, in milliseconds from now. */
  readonly retryAfterMs: number | undefined

  constructor(
    reason: ScimFailureReason,
    message: string,
    { cause, retryAfterMs }: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { cause })
    this.name = 'ScimFailure'
    this.reason = reason
    this.type = reason.toUpperCase().replace('-', '_')
    this.retryAfterMs = retryAfterMs
  }
}
