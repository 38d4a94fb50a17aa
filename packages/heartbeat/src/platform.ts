import type { Answer } from './pause.ts'
import type { PointStore } from './point.ts'
import type { TabEvent } from './tab-state.ts'

/** What the client hears from where it runs. */
export interface Listener {
  readonly on: (event: TabEvent) => void
  /** The person did something, so many milliseconds ago. */
  readonly sign: (agoMs?: number) => void
  /** Keep what was seen: the app may go to the background soon. */
  readonly save: () => void
  /** The network is back. */
  readonly online: () => void
  /** Another tab has recorded something, or forgotten everything. */
  readonly told: (isForgotten: boolean) => void
}

export interface Posting {
  readonly url: string
  readonly token: string
  readonly body: object
  /** The page may be gone before the answer comes. */
  readonly isLast: boolean
}

/** An answer, and the server's clock as its header says it. */
export interface DatedAnswer extends Answer {
  readonly date?: string | null
}

/** All that differs between browsers, phones and Node; in tests, all that is not true. */
export interface Platform {
  /** Epoch milliseconds, whole ones. */
  readonly now: () => number
  /** Milliseconds by a clock that nobody sets. */
  readonly uptime: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Calls it later, or soon if the time is negative; returns what cancels that. */
  readonly later: (ms: number, then: (nothing?: undefined) => void) => () => void
  readonly timeZone: () => string
  readonly store: PointStore
  /** Begins to listen; returns what ends that. Says `show` at once if somebody looks. */
  readonly listen: (listener: Listener) => () => void
  /** Asks to lead until the signal says to let go, or to give up asking. Whoever asked first leads next, as soon as nobody leads. */
  readonly lead: (signal: AbortSignal, granted: () => void) => void
  /** Tells the other tabs that this one has recorded something, or forgotten everything. */
  readonly tell: (isForgotten: boolean) => void
  /** Rejects if there is no answer within half a minute: what was on the way for longer would be taken for a wrong clock. */
  readonly post: (posting: Posting) => Promise<DatedAnswer>
}
