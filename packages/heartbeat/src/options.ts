/** What the host of the client says. Durations are in milliseconds. */
export interface HeartbeatOptions {
  /** Where Stitchlog listens, such as `https://activity.example.com`; `/v1/events` is appended. */
  readonly endpoint: string
  readonly networkId: string
  /** Whose activity it is: the `sub` of the token. What one user left unsent is never sent for another. */
  readonly userId: string
  readonly device: 'web' | 'mobile'
  /**
   * A token with the scope `activity:write`. It is kept until the server refuses it; then it is asked for once more, with `isRefused`. Without a token
   * (signed out, or it throws) nothing is sent, and the points wait.
   */
  readonly getToken: (isRefused: boolean) => string | undefined | Promise<string | undefined>
  /** How often there is a beat while there is activity; 30,000 if absent, at most 50,000. Each pause varies by a tenth. */
  readonly intervalMs?: number
  /** After so long without a sign of life the next one is sent at once, as the first is; 120,000 if absent. */
  readonly attentionMs?: number
  /** Called with what the client does, for debugging. */
  readonly onEvent?: (type: HeartbeatEvent, detail?: unknown) => void
}

/**
 * What the client did, with its detail: `beat` (how many points were recorded), `answer` (the status; 0 if there was none), `lead` (whether this tab now sends for all tabs), `clock` (milliseconds by which the clock was set back, or by which it went
 * on while the machine slept), `memory` (the error because of which points are kept in memory only), `forgotten` (another tab has forgotten
 * everything: this one has stopped too), `error`. Nothing in it is personal.
 */
export type HeartbeatEvent = 'beat' | 'answer' | 'lead' | 'clock' | 'memory' | 'forgotten' | 'error'

/** A running client. None of its functions ever throws or rejects. */
export interface Heartbeat {
  /** The person did something that the client cannot see itself, such as watching a video or touching a native view. */
  readonly active: () => void
  /** Records what was seen, and sends it. Resolves when the server has answered or cannot be reached; in a tab that does not lead, when it is stored. */
  readonly flush: () => Promise<void>
  /**
   * Ends it. Resolves when the last point is stored. With `forget` it removes all that is unsent, of all tabs of this user, and these stop too:
   * when it resolves nothing is left, and if the tab ends before that, the next start removes it before it does anything else.
   */
  readonly stop: (options?: { readonly forget?: boolean }) => Promise<void>
}
