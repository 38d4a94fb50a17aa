/** Every failure that a command reports to the person who started it, as one clear line on standard error. */
export const errorCodes = [
  'usage',
  'configuration',
  'settings-differ',
  'tracking-broken',
  'input-unreadable',
  'output-unwritable',
  'store-unavailable',
  'stream-unavailable',
  'address-unavailable',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** A failure that its `code` and `message` explain fully, so that no stack trace is needed. */
export class ExplainedError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ExplainedError'
    this.code = code
  }
}
