/** What cannot be read while the service is away. */
export interface Unread {
  /** Whether it is a part of what another one shows, which then says for both that the service is away. */
  readonly isPart: boolean
  readonly isLoading: boolean
  /** Asks for it once more. */
  repeat(): void
  redraw(): void
}

/** What of a view could not be read because the service is away. One of them says so for all. */
export class Outage {
  readonly #unread = new Set<Unread>()
  #speaker: Unread | undefined

  isSaidBy(unread: Unread): boolean {
    return this.#speaker === unread
  }

  /** Takes note whether something could be read. Who says that the service is away stays the same, unless a whole page has to. */
  note(one: Unread, isUnread: boolean): void {
    if (isUnread) this.#unread.add(one)
    else if (!this.#unread.delete(one)) return
    const idle = [...this.#unread].filter(({ isLoading }) => !isLoading)
    const first = idle.find(({ isPart }) => !isPart) ?? idle[0]
    const speaker = this.#speaker
    const isKept = speaker !== undefined && this.#unread.has(speaker) && (first === undefined || first.isPart || !speaker.isPart)
    if (!isKept) this.#speaker = first
    for (const each of this.#unread) each.redraw()
  }

  /** Asks for all others once more. */
  repeatAllBut(one: Unread): void {
    for (const each of this.#unread) if (each !== one && !each.isLoading) each.repeat()
  }
}
