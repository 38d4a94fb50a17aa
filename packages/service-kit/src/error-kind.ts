/** What a log may say of any error: its kind. Its message may quote what people sent. */
export const errorKind = (error: unknown) => (error instanceof Error ? error.name : typeof error)

/** Where an error comes from: its stack without its message. */
export const stackFrames = (error: unknown) =>
  error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : undefined
