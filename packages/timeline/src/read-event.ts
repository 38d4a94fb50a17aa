import { type ActivityEvent, activityEventSchema, describeIssues, isActivityEvent, type RejectReason } from '@stitchlog/contracts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

/** What a value says as an event, or why it is none. */
export type EventRead =
  | { readonly outcome: 'event'; readonly event: ActivityEvent; readonly zone: TimeZone }
  | { readonly outcome: 'rejected'; readonly reason: RejectReason; readonly detail: string }

/** Code points of a time zone's name that a rejection repeats. */
const maxNameLength = 128

/**
 * The one way in for an event, from a request and from a record alike. Unknown keys of the value stay on the event.
 *
 * @returns the event as it is with its time zone, or the first reason in the order of `dropReasons` and what is wrong, for people to read
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
