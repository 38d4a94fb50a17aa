/** The reasons that say something about the sender's software: such an event is kept aside for a while, with its reason. */
export const rejectReasons = ['malformed', 'unknown-time-zone'] as const

/** The reasons of well-formed events, whose content is kept nowhere. */
export const admissionDropReasons = ['future', 'expired', 'erased', 'not-tracked'] as const

/** Why an event does not become a point, in the order in which they are looked for: the first that applies is the reason. */
export const dropReasons = [...rejectReasons, ...admissionDropReasons] as const

/**
 * Why ingest does not take a well-formed event that would count: its user has more on its date than any person. Such an event is no record, so that it
 * does not depend on these whether one counts.
 */
export const refusalReasons = ['too-many-zones', 'too-many-sessions', 'too-many-points'] as const

export type RefusalReason = (typeof refusalReasons)[number]

export type RejectReason = (typeof rejectReasons)[number]

export type AdmissionDropReason = (typeof admissionDropReasons)[number]

export type DropReason = RejectReason | AdmissionDropReason
