// Parts of the script that few readers need, and that are read beside the rest.

/** Reads what draws long ranges, unless it has been read. Without it there is no chart; the list below it says the same. */
export function readChart(): void {
  import('./chart.ts').catch(() => {})
}

/** Whether the question before an erasure has been read. */
export const hasErasure = (): boolean => customElements.get('activity-erase-dialog') !== undefined

/** Reads the question before an erasure. If it cannot be read, that is told when it is asked for. */
export function readErasure(): void {
  if (!hasErasure()) import('./erasure.ts').catch(() => {})
}
