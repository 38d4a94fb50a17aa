/*
 * Glossary
 *
 * - event: a heartbeat from a client: network, user, device, time zone, when it occurred and when it was received.
 * - tracking change: switches a network's tracking on or off, erases activity, or sets the retention. The ledger is the list of all changes.
 * - tracking period: a stretch in which tracking is on with unchanged timeouts. For a user, an erasure starts a new one.
 * - admission: decides by the ledger whether an event becomes a point, or is dropped with a reason.
 * - span: "these points belong together": points of one session on one local day. Spans are what is stored.
 * - session: a maximal run of points whose gaps do not exceed the inactivity timeout. It is computed from spans when it is read.
 * - session part: the part of a session on one local day.
 * - day: a date in the time zone of the points, from its first instant to the first instant of the next existing date.
 * - duration: the sum of a day's parts. Active duration: the length of their union.
 * - cutoff: the instant before which retention hides and deletes activity.
 */

export { type Admission, admit, admitTo, maxClockLeadMs, type ReceivedEvent, receivedEventOf } from './admission.ts'
export { clipToRetention } from './clip-to-retention.ts'
export { dateTextOf } from './date-text.ts'
export { type DaySummary, daySummaries } from './day-summaries.ts'
export { type DayTotals, dayTotalsOf } from './day-totals.ts'
export { differsFromViewer } from './differs-from-viewer.ts'
export { foldLedger } from './fold-ledger.ts'
export { formatInstant, formatUtc } from './format-instant.ts'
export { GrowingNetworkLedger, growingNetworkLedger } from './growing-network-ledger.ts'
export { inForceSince } from './in-force-since.ts'
export { inWholeSeconds } from './in-whole-seconds.ts'
export { isOngoing } from './is-ongoing.ts'
export { type ChangeKind, changeKindOf, type EffectiveChange, latestChanges } from './latest-changes.ts'
export { erasedUntil, type Ledger, type NetworkLedger, retentionMsAt, timeoutsOf, trackingPeriodAt } from './ledger.ts'
export { type LocalDay, localDayAt } from './local-day.ts'
export { longestTimeoutMs } from './longest-timeout.ts'
export { type EventRead, readEvent } from './read-event.ts'
export { recordedSince, recordedStretches, type Stretch } from './recorded-stretches.ts'
export { longestRetentionDays, type RetentionCutoffs, retentionCutoff, retentionCutoffs, retentionMsOf } from './retention.ts'
export { type SessionPart, sessionPartsOf } from './sessions-cut-at-midnight.ts'
export { extend, joins, originOf, type Point, type ReusedPoint, type Span, spanOf } from './span.ts'
export { findTimeZone, type TimeZone } from './time-zone.ts'
export { type TrackingState, trackingStateOf } from './tracking-state.ts'
export { utcOffsetMs } from './utc-offset.ts'
