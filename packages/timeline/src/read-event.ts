import { type ActivityEvent, activityEventSchema, describeIssues, isActivityEvent, type RejectReason } from '@stitchlog/contracts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

/** A value read as an event, or the reason why it is not one. */
export type EventRead =
  | { readonly outcome: 'event'; readonly event: ActivityEvent; readonly zone: TimeZone }
  | { readonly outcome: 'rejected'; readonly reason: RejectReason; readonly detail: string }

/** How many code points of a time zone's name a rejection quotes. */
const maxNameLength = 128

/**
 * Reads a value as an event. Requests and records both use this function. Unknown keys of the value stay on the event.
 *
 * @returns the unchanged event with its time zone, or the first reason in the order of `dropReasons` with an explanation for people
 */
export function readEvent(value: unknown): EventRead {
  if (!isActivityEvent(value)) return { outcome: 'rejected', reason: 'malformed', detail: whatIsWrong(value) }
  const zone = findTimeZone(value.timeZone)
  if (zone === undefined) return { outcome: 'rejected', reason: 'unknown-time-zone', detail: `timeZone: ${noZone(value.timeZone)}` }
  return { outcome: 'event', event: value, zone }
}

function whatIsWrong(value: unknown): string {
  const { error } = activityEventSchema.safeParse(value)
  return error === undefined ? 'not an event' : describeIssues(error)
}

const noZone = (name: string) => `${JSON.stringify([...name].slice(0, maxNameLength).join(''))} is no IANA name and no offset ±HH:MM`
