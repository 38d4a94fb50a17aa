/** An unsent sign of life: an event as the server takes it. */
export interface Point {
  /** A random number above 0. The server ignores it. */
  readonly id: number
  readonly networkId: string
  readonly userId: string
  readonly device: string
  /** IANA name or offset. */
  readonly timeZone: string
  /** Epoch milliseconds by the client's clock. */
  readonly occurredAt: number
}

/**
 * Where unsent points of one user are kept. Removes points, which it knows by id, then adds some, atomically, also across tabs; or forgets everything. Resolves to all
 * that is there then; to undefined, without a change, if everything was forgotten since this client began. Rejects if it cannot be changed.
 */
export type PointStore = (remove: readonly Point[], add: readonly Point[], forget?: boolean) => Promise<readonly Point[] | undefined>
