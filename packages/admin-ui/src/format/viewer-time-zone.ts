/** The zone of the browser's clock; undefined where the browser does not know it, or has a name for that which it does not know either. */
export function viewerTimeZone(): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
