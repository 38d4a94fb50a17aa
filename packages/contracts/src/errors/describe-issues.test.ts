import { expect, test } from 'vitest'
import { activityEventSchema } from '../events/activity-event.ts'
import { trackingChangeSchema } from '../tracking/tracking-change.ts'
import { describeIssues } from './describe-issues.ts'

const describeEvent = (value: unknown) => {
  const { error } = activityEventSchema.safeParse(value)
  return error && describeIssues(error)
}

test('each field that is wrong is named, with what it should be', () => {
  const text = describeEvent({ networkId: 'acme', userId: '', device: 'desktop', timeZone: 'Etc/UTC', occurredAt: -1 })
  expect(text).toBe(
    'userId: 1 to 128 characters, none of them a control character, other than . and ..; device: mobile or web; occurredAt: not before 1970',
  )
})

test('what is no object has no fields', () => {
  expect(describeEvent([])).toBe('not an object')
  expect(describeEvent(null)).toBe('not an object')
})

test('a field within a field is named by its path', () => {
  const { error } = trackingChangeSchema.safeParse({ networkId: 'acme', at: 0, change: 'on', inactivityTimeoutSeconds: { web: 5 } })
  expect(error && describeIssues(error)).toBe('inactivityTimeoutSeconds.web: at least 60 seconds')
})

test('no value is repeated, since it may be personal', () => {
  const secret = 'secret\n'
  expect(
    describeEvent({ networkId: secret, userId: secret, device: secret, timeZone: { secret }, occurredAt: secret, receivedAt: secret }),
  ).not.toContain('secret')
})
