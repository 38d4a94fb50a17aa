import type { Dates } from './api/activity-api.ts'
import type { OwnTab } from './me/own-activity.ts'
import type { Tab } from './network/network-settings.ts'

/** What is shown of a network. */
export interface Place {
  /** Whether it is the reader's own activity. */
  readonly me: boolean
  /** Empty: the settings, or the reader. */
  readonly user: string
  readonly tab: Tab | OwnTab
  /** Undefined: the usual ones. */
  readonly dates: Dates | undefined
  /** Dates of days that are open, with commas between them. */
  readonly open: string
}
