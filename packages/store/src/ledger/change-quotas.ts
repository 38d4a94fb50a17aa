import { type TrackingChange, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

/**
 * What a network's changes count as. Switching off counts as nothing and is never refused: recording can always be stopped, and each effective
 * switch-off needs a switch-on, which counts. The erasures of a whole network are counted by themselves, so that erasures of users never use them up.
 */
export const quotaKinds = ['changes', 'user-erasures', 'network-erasures'] as const

export type QuotaKind = (typeof quotaKinds)[number]

/** How many changes of each kind a network may have in an hour; 0: any number. */
export type ChangeQuotas = Readonly<Record<QuotaKind, number>>

const perHour = wholeNumber(0, 100_000_000)

/** How many ledger entries a network may cause. */
export const changeQuotaVariables = z
  .object({
    STITCHLOG_NETWORK_CHANGES_PER_HOUR: perHour.default(60).meta({
      description: 'Switch-ons, changed timeouts and retentions of one network in an hour, over all processes; 0: any number.',
    }),
    STITCHLOG_NETWORK_ERASURES_PER_HOUR: perHour.default(10_000).meta({
      description: 'Erasures of users of one network in an hour, over all processes, and as many of the whole network; 0: any number.',
    }),
  })
  .transform(
    (variables): ChangeQuotas => ({
      changes: variables.STITCHLOG_NETWORK_CHANGES_PER_HOUR,
      'user-erasures': variables.STITCHLOG_NETWORK_ERASURES_PER_HOUR,
      'network-erasures': variables.STITCHLOG_NETWORK_ERASURES_PER_HOUR,
    }),
  )

/** Undefined if the change counts as nothing. */
export function quotaKindOf(change: Pick<TrackingChange, 'change'> & { readonly userId?: string | undefined }): QuotaKind | undefined {
  switch (change.change) {
    case 'on':
    case 'retention':
      return 'changes'
    case 'off':
      return undefined
    case 'erase':
      return change.userId === undefined ? 'network-erasures' : 'user-erasures'
    default:
      return change.change satisfies never
  }
}

/** A network has had as many changes in the last hour as it may have. Nothing was written. */
export class TooManyChanges extends Error {
  readonly kind: QuotaKind
  readonly limit: number
  /** Whole seconds, at least 1. */
  readonly retryAfterSeconds: number

  constructor(kind: QuotaKind, limit: number, retryAfterSeconds: number) {
    super(`at most ${limit} ${kind} of a network in an hour`)
    this.kind = kind
    this.limit = limit
    this.retryAfterSeconds = retryAfterSeconds
  }
}
