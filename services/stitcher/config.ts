import { type StitcherSettings, stitcherGroup, stitcherSettingsSchema } from '@stitchlog/contracts'
import { kafkaVariables, sessionTimeoutVariable, topicVariables } from '@stitchlog/event-stream/kafka'
import { addressVariables } from '@stitchlog/http-kit/variables'
import { logLevelVariable, readEnvironment, serviceUsage, startTimeoutVariable, tracingVariable } from '@stitchlog/service-kit'
import { agreedSettingsOf, clickHouseVariables, fsyncVariable, ledgerExportVariable, type OwnSetting, retentionVariable } from '@stitchlog/store'
import { z } from 'zod'

const { maxUnflushedSpans, maxFlushAgeMs, maxOpenSpans, maxHeldEvents } = stitcherSettingsSchema.shape

export const stitcherVariables = {
  address: addressVariables,
  logLevel: logLevelVariable(),
  traces: tracingVariable,
  startTimeoutSeconds: startTimeoutVariable,
  retentionDays: retentionVariable,
  kafka: kafkaVariables,
  topics: topicVariables,
  clickHouse: clickHouseVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
  sessionTimeoutMs: sessionTimeoutVariable,
  limits: z
    .object({
      STITCHER_MAX_UNFLUSHED_SPANS: maxUnflushedSpans,
      STITCHER_MAX_FLUSH_AGE_MS: maxFlushAgeMs,
      STITCHER_MAX_OPEN_SPANS: maxOpenSpans,
      STITCHER_MAX_HELD_EVENTS: maxHeldEvents,
    })
    .transform((variables) => ({
      maxUnflushedSpans: variables.STITCHER_MAX_UNFLUSHED_SPANS,
      maxFlushAgeMs: variables.STITCHER_MAX_FLUSH_AGE_MS,
      maxOpenSpans: variables.STITCHER_MAX_OPEN_SPANS,
      maxHeldEvents: variables.STITCHER_MAX_HELD_EVENTS,
    })),
}

export const stitcherUsage = serviceUsage('node services/stitcher/main.ts', stitcherVariables)

/** @throws ExplainedError `configuration` */
export function readStitcherConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, limits, ...config } = readEnvironment(stitcherVariables, environment)
  const agreed: OwnSetting[] = [...agreedSettingsOf(config), { name: 'consumer-group', value: stitcherGroup }]
  const settings: StitcherSettings = { ...limits, retentionDays: config.retentionDays }
  return { ...address, ...config, agreed, settings }
}
