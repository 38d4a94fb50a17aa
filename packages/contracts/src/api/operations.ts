import { z } from 'zod'
import { identifierSchema } from '../identifier.ts'
import { daysAnswerSchema, sessionsAnswerSchema } from './activity.ts'
import { dateParameterSchema, precisionSchema, rangeParametersSchema } from './date-range.ts'
import { eventsAnswerSchema, eventsRequestSchema } from './events.ts'
import { define } from './operation.ts'
import { csvDialectSchema } from './overview.ts'
import { getNetworkAccessLog, getNetworkDays, getNetworkDaysCsv, getNetworkUsers, getNetworkUsersCsv } from './overview-operations.ts'
import { getMyAccessLog, getMyDaySessions, getMyDays, getMySessionsCsv } from './own-activity-operations.ts'
import { erasureAnswerSchema, retentionAnswerSchema, retentionRequestSchema, trackingRequestSchema, trackingStateSchema } from './tracking.ts'

const none = z.object({})
const noBody = z.undefined()
const ofNetwork = z.object({ networkId: identifierSchema })
const ofUser = z.object({ networkId: identifierSchema, userId: identifierSchema })

const erasureWarning =
  'Refuse the user ids `.` and `..` before you build a path; no user has them. Browsers, fetch and most URL libraries take `..` (also written ' +
  '`%2e%2e`) for a step back and send `DELETE /v1/networks/N/users/../activity` as `DELETE /v1/networks/N/activity`, the call for the whole network. ' +
  'encodeURIComponent does not help. It is refused for want of `everyone=true`: never send that for one user.'

const everyoneSchema = z
  .literal('true', 'must be true, once: without it nothing is erased, because this call erases the activity of everyone in the network')
  .meta({ description: 'Says that everyone is meant, and not a user whose id got lost on the way.' })

export const postEvents = define({
  id: 'postEvents',
  method: 'POST',
  path: '/v1/events',
  summary: 'Take in heartbeats; answered once they are durable',
  scopes: ['activity:write', 'activity:relay'],
  pathParameters: none,
  queryParameters: none,
  body: eventsRequestSchema,
  answer: { status: 202, description: 'What became of them', schema: eventsAnswerSchema },
  problems: ['foreign-network', 'foreign-user', 'too-many-events', 'unavailable'],
})

export const getTracking = define({
  id: 'getTracking',
  method: 'GET',
  path: '/v1/networks/{networkId}/tracking',
  summary: "A network's tracking switch and its history",
  scopes: ['activity:read', 'activity:manage'],
  pathParameters: ofNetwork,
  queryParameters: none,
  body: noBody,
  answer: { status: 200, description: 'The state', schema: trackingStateSchema },
  problems: ['foreign-network', 'unavailable'],
})

export const putTracking = define({
  id: 'putTracking',
  method: 'PUT',
  path: '/v1/networks/{networkId}/tracking',
  summary: 'Switch tracking on, with timeouts, or off',
  description:
    'Answered when it counts: every event received later is judged by it. Where it counts only later, `countsFrom` says from when, and the answer comes at once. ' +
    'After a 503 it may be stored, and count, all the same.',
  scopes: ['activity:manage'],
  pathParameters: ofNetwork,
  queryParameters: none,
  body: trackingRequestSchema,
  answer: { status: 200, description: 'The state after it', schema: trackingStateSchema },
  problems: ['foreign-network', 'unavailable'],
})

export const deleteUserActivity = define({
  id: 'deleteUserActivity',
  method: 'DELETE',
  path: '/v1/networks/{networkId}/users/{userId}/activity',
  summary: 'Erase everything of a user up to now',
  description: erasureWarning,
  scopes: ['activity:manage'],
  pathParameters: ofUser,
  queryParameters: none,
  body: noBody,
  answer: { status: 202, description: 'Unreadable from now on', schema: erasureAnswerSchema },
  problems: ['foreign-network', 'unavailable'],
})

export const getUserDays = define({
  id: 'getUserDays',
  method: 'GET',
  path: '/v1/networks/{networkId}/users/{userId}/days',
  summary: "A user's days with activity; the last 14 days without a range",
  scopes: ['activity:read'],
  pathParameters: ofUser,
  queryParameters: rangeParametersSchema.extend({ precision: precisionSchema }),
  body: noBody,
  answer: { status: 200, description: 'The days, newest first', schema: daysAnswerSchema },
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
})

export const getUserDaySessions = define({
  id: 'getUserDaySessions',
  method: 'GET',
  path: '/v1/networks/{networkId}/users/{userId}/days/{date}/sessions',
  summary: "The sessions of one of a user's days",
  scopes: ['activity:read'],
  pathParameters: ofUser.extend({ date: dateParameterSchema }),
  queryParameters: rangeParametersSchema.pick({ viewerTimeZone: true }).extend({ precision: precisionSchema }),
  body: noBody,
  answer: { status: 200, description: 'The sessions, by start', schema: sessionsAnswerSchema },
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
})

export const getUserSessionsCsv = define({
  id: 'getUserSessionsCsv',
  method: 'GET',
  path: '/v1/networks/{networkId}/users/{userId}/sessions.csv',
  summary: "A user's sessions as CSV; the last 14 days without a range",
  scopes: ['activity:read'],
  pathParameters: ofUser,
  queryParameters: rangeParametersSchema.extend({
    dialect: csvDialectSchema,
  }),
  body: noBody,
  answer: { status: 200, description: 'Streamed, oldest first', schema: 'text/csv' },
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
})

export const putRetention = define({
  id: 'putRetention',
  method: 'PUT',
  path: '/v1/networks/{networkId}/retention',
  summary: 'How long activity of the network is kept; what is older is unreadable at once',
  scopes: ['activity:manage'],
  pathParameters: ofNetwork,
  queryParameters: none,
  body: retentionRequestSchema,
  answer: { status: 200, description: 'The retention after it', schema: retentionAnswerSchema },
  problems: ['foreign-network', 'unavailable'],
})

export const deleteNetworkActivity = define({
  id: 'deleteNetworkActivity',
  method: 'DELETE',
  path: '/v1/networks/{networkId}/activity',
  summary: 'Erase everything of everyone in a network up to now',
  description: erasureWarning,
  scopes: ['activity:manage'],
  pathParameters: ofNetwork,
  queryParameters: z.object({ everyone: everyoneSchema }),
  body: noBody,
  answer: { status: 202, description: 'Unreadable from now on', schema: erasureAnswerSchema },
  problems: ['foreign-network', 'unavailable'],
})

export const operations = [
  postEvents,
  getTracking,
  putTracking,
  putRetention,
  deleteUserActivity,
  deleteNetworkActivity,
  getUserDays,
  getUserDaySessions,
  getUserSessionsCsv,
  getNetworkUsers,
  getNetworkUsersCsv,
  getNetworkDays,
  getNetworkDaysCsv,
  getNetworkAccessLog,
  getMyDays,
  getMyDaySessions,
  getMySessionsCsv,
  getMyAccessLog,
]
