/** The timeouts of a consumer group and its members, in milliseconds. */
export interface GroupTimeouts {
  /** Without a heartbeat for this long, the group removes the member. */
  readonly sessionMs: number
  /** How long a rebalance waits for members to rejoin. */
  readonly rebalanceMs: number
  readonly heartbeatMs: number
  /** How long a member waits for a response before it abandons the request. */
  readonly requestMs: number
}

/** Allowance for the network and for a busy broker. */
const answerMarginMs = 5000

/**
 * Derives all timeouts from the session timeout.
 *
 * A member that died during a rebalance may be the group's leader. The other members then wait until its session expires. A member that gives up
 * earlier rejoins as a new member and leaves a dead one behind, which may be the next leader, and so on. So a request waits longer than any session
 * and any rebalance, and a rebalance waits for a member at most one session.
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
