import type { Device } from '@stitchlog/contracts/devices'

/** What was typed into a network's settings and is not saved yet. It outlives the forms, so that going elsewhere in the view loses nothing. */
export interface Drafts {
  /** The inactivity timeouts, as they were typed. */
  minutes: Readonly<Record<Device, string>> | undefined
  retentionDays: string | undefined
}

export const noDrafts = (): Drafts => ({ minutes: undefined, retentionDays: undefined })

export const hasDrafts = ({ minutes, retentionDays }: Drafts): boolean => minutes !== undefined || retentionDays !== undefined
