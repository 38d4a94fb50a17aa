export { type AccessKind, type AccessLogAnswer, accessKinds } from './api/access-log.ts'
export { dateParameterSchema } from './api/calendar-date.ts'
export { type CsvLanguage, workbookType } from './api/csv-format.ts'
export { maxRangeDays } from './api/date-range.ts'
export { type EventsAnswer, maxEventsPerRequest, sentEventSchema } from './api/events.ts'
export type { NetworkDaysAnswer, UsersAnswer } from './api/network-overview.ts'
export { openApiDocument } from './api/open-api.ts'
export type { OpenOperation, Operation } from './api/operation.ts'
export { ingestOperations, queryOperations } from './api/operations.ts'
export type { OwnTrackingAnswer } from './api/own-activity.ts'
export type { DirectoryState, PersonAnswer } from './api/person.ts'
export { type Problem, type ProblemCode, problems } from './api/problem.ts'
export { type Scope, scopes, tokenClaimsSchema } from './api/scopes.ts'
export { redeemSignInCode } from './api/sign-in.ts'
export type { ErasureAnswer, TrackingAnswer } from './api/tracking.ts'
export { type DaysAnswer, mostSessionsOfDays, type SessionsAnswer } from './api/user-activity.ts'
export { type StitcherSettings, stitcherSettingsSchema } from './configuration/stitcher-settings.ts'
export { httpUrl, onOff, readNamedFile, wholeNumber } from './configuration/values.ts'
export { describeIssues } from './errors/describe-issues.ts'
export { type ErrorCode, ExplainedError, errorCodes } from './errors/error-codes.ts'
export { type ActivityEvent, activityEventSchema, isActivityEvent, maxEventBytes } from './events/activity-event.ts'
export {
  type AdmissionDropReason,
  type DropReason,
  dropReasons,
  type RefusalReason,
  type RejectReason,
  refusalReasons,
  rejectReasons,
} from './events/drop-reasons.ts'
export { asyncApiDocument } from './stream/async-api.ts'
export {
  type Closing,
  type ClosingHeader,
  closings,
  cutHeader,
  type DeadLetterHeader,
  lastOffsetHeader,
  type OptionalHeader,
  receiptHeader,
} from './stream/dead-letter-headers.ts'
export type { StreamAlarmKind } from './stream/stream-alarms.ts'
export { deadLetterTopic, eventsTopic, stitcherGroup, topicRetentionDays } from './stream/topics.ts'
export {
  inactivityTimeoutSecondsSchema,
  longestInactivityTimeoutSeconds,
  type TrackingChange,
  trackingChangeSchema,
} from './tracking/tracking-change.ts'
export { type Device, defaultInactivityTimeoutSeconds, devices, perDevice } from './values/device.ts'
export { identifierSchema } from './values/identifier.ts'
export { instantSchema, lastInstant } from './values/instant.ts'
export { defaultAccessLogRetentionDays, defaultRetentionDays, retentionDaysSchema } from './values/retention.ts'
