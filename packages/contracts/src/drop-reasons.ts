/** Why an event does not become a point, in the order in which they are looked for: the first that applies is the reason. */
export const dropReasons = ['malformed', 'unknown-time-zone', 'future', 'expired', 'erased', 'not-tracked'] as const

export type DropReason = (typeof dropReasons)[number]

/** The reasons that say something about the sender's software: such an event is kept aside for a while, with its reason. */
export type RejectReason = Extract<DropReason, 'malformed' | 'unknown-time-zone'>

/** The reasons of well-formed events, whose content is kept nowhere. */
export type AdmissionDropReason = Exclude<DropReason, RejectReason>
