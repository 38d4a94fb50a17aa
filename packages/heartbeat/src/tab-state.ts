/** Nobody looks at the tab (hidden, frozen, in the back/forward cache), so it records nothing. */
export const away = 0
/** It records, and asks to lead. */
export const waiting = 1
/** It records, and sends what all tabs of the user recorded. */
export const leading = 2
/** For ever. */
export const stopped = 3

/** Numbers, because names would make the client larger. */
export type TabState = typeof away | typeof waiting | typeof leading | typeof stopped

/** Somebody looks. */
export const show = 0
/** Nobody looks any more. */
export const hide = 1
/** The lock has come that the leader holds. */
export const lead = 2
/** The host ends it, or somebody has forgotten everything. */
export const stop = 3

export type TabEvent = typeof show | typeof hide | typeof lead | typeof stop

/** By event, in the order of their numbers. */
type NextStates = readonly [show: TabState, hide: TabState, lead: TabState, stop: TabState]

/**
 * What a tab becomes, by state and event in the order of their numbers. Leading begins only with the lock, and ends before the lock is let go, so no two
 * tabs lead.
 */
export const nextState: readonly [away: NextStates, waiting: NextStates, leading: NextStates, stopped: NextStates] = [
  [waiting, away, away, stopped],
  [waiting, away, leading, stopped],
  [leading, away, leading, stopped],
  [stopped, stopped, stopped, stopped],
]
