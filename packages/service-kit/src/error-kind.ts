/** What a log may say of any error: its kind. Its message may quote what people sent. */
export const errorKind = (error: unknown) => (error instanceof Error ? error.name : typeof error)
