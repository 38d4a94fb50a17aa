/** How long a consumer group and its members wait for each other, in milliseconds. */
export interface GroupTimeouts {
  /** After so long without a word from a member the group goes on without it. */
  readonly sessionMs: number
  /** So long a rebalance waits for members to join again. */
  readonly rebalanceMs: number
  readonly heartbeatMs: number
  /** So long a member waits for an answer before it gives the request up. */
  readonly requestMs: number
}

/** For the way of an answer, and for a broker that is busy. */
const answerMarginMs = 5000

/**
 * A member that died while the group was being formed may be its leader, and the others then wait for it until its session ends. Whoever gives
 * up before that comes back as a new member and leaves a dead one behind, which may be the next leader, and so on. So requests wait longer
 * than any session and any rebalance, and a rebalance waits for nobody longer than a session.
 */
export function groupTimeouts(sessionMs: number): GroupTimeouts {
  const rebalanceMs = sessionMs
  return {
    sessionMs,
    rebalanceMs,
    heartbeatMs: Math.min(3000, sessionMs / 4),
    requestMs: Math.max(sessionMs, rebalanceMs) + answerMarginMs,
  }
}
