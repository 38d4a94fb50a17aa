export type { AccessKind, AccessLogAnswer } from './api/access-log.ts'
export { dateParameterSchema } from './api/calendar-date.ts'
export { maxRangeDays } from './api/date-range.ts'
export { type EventsAnswer, maxEventsPerRequest, sentEventSchema } from './api/events.ts'
export type { NetworkDaysAnswer, UsersAnswer } from './api/network-overview.ts'
export { openApiDocument } from './api/open-api.ts'
export type { Operation } from './api/operation.ts'
export { ingestOperations, queryOperations } from './api/operations.ts'
export { type Problem, type ProblemCode, problems } from './api/problem.ts'
export { defaultTokenLeewaySeconds, type Scope, scopes, tokenClaimsSchema } from './api/scopes.ts'
export type { ErasureAnswer, TrackingState } from './api/tracking.ts'
export type { DaysAnswer, SessionsAnswer } from './api/user-activity.ts'
export { type AgreedSettingName, agreedSettings } from './configuration/agreed.ts'
export type { ClickHouseVariables } from './configuration/click-house.ts'
export type { KafkaVariables } from './configuration/kafka.ts'
export { type TokenVariables, tokenSecretSchema } from './configuration/process.ts'
export { serviceUsage } from './configuration/service-usage.ts'
export {
  clickHouseVariablesSchema,
  ingestVariablesSchema,
  kafkaVariablesSchema,
  queryVariablesSchema,
  rollupVariablesSchema,
  standaloneVariablesSchema,
  stitcherVariablesSchema,
} from './configuration/services.ts'
export { type StitcherSettings, stitcherSettingsSchema } from './configuration/stitcher-settings.ts'
export { variablesTable } from './configuration/variables-table.ts'
export { describeIssues } from './errors/describe-issues.ts'
export { type ErrorCode, ExplainedError, errorCodes } from './errors/error-codes.ts'
export { type ActivityEvent, activityEventSchema } from './events/activity-event.ts'
export { type AdmissionDropReason, type DropReason, dropReasons, type RejectReason } from './events/drop-reasons.ts'
export { isActivityEvent } from './events/is-activity-event.ts'
export { asyncApiDocument } from './stream/async-api.ts'
export { cutHeader, type DeadLetterHeader, receiptHeader } from './stream/dead-letter-headers.ts'
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
