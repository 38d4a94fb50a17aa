import { z } from 'zod'
import { durabilityVariables } from './agreed.ts'
import { clickHouseVariables } from './click-house.ts'
import { kafkaComplaint, kafkaVariables } from './kafka.ts'
import {
  accessLogVariables,
  processVariables,
  retentionVariables,
  rollupVariables,
  startVariables,
  tokenComplaint,
  tokenLeewayVariables,
  tokenVariables,
} from './process.ts'
import { stitcherSettingsSchema } from './stitcher-settings.ts'
import { onOff, text, wholeNumber } from './values.ts'

type Variables = Readonly<Record<string, unknown>>

/** The rules that concern several variables at once, as a refinement. */
const refuse =
  (...complaints: readonly ((variables: Variables) => string | undefined)[]) =>
  (variables: Variables, context: z.RefinementCtx<unknown>) => {
    for (const complaintOf of complaints) {
      const message = complaintOf(variables)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    }
  }

/** The variables of each service by name; what is read from the environment, and what the table in the docs is made of. */
export const serviceVariables = {
  standalone: z.object({
    ...processVariables,
    STITCHLOG_LOG_LEVEL: processVariables.STITCHLOG_LOG_LEVEL.unwrap().default('warn').meta({ description: 'Least severe log lines to write.' }),
    ...retentionVariables,
    ...accessLogVariables,
    ...rollupVariables,
    ...durabilityVariables,
    ...tokenLeewayVariables,
    STITCHLOG_DATA_DIR: text.default('./data').meta({ description: 'Folder of the database and of the generated token secret.' }),
    STITCHLOG_TOKEN_SECRET: tokenVariables.STITCHLOG_TOKEN_SECRET.meta({
      description: 'Secret that HS256 tokens are signed with, at least 32 characters; without it one is generated into the data folder.',
    }),
    STITCHLOG_SAMPLE: onOff('on').meta({ description: 'off: do not bring the sample network up to date at start.' }),
  }),
  ingest: z.object({
    ...processVariables,
    ...startVariables,
    ...retentionVariables,
    ...tokenVariables,
    ...kafkaVariables,
    ...clickHouseVariables,
    ...durabilityVariables,
  }),
  stitcher: z.object({
    ...processVariables,
    ...startVariables,
    ...retentionVariables,
    ...kafkaVariables,
    ...clickHouseVariables,
    ...durabilityVariables,
    KAFKA_SESSION_TIMEOUT_MS: wholeNumber(1000, 3_600_000)
      .default(10_000)
      .meta({ description: 'Milliseconds without a word after which a stitcher loses its partitions to others; the same in all stitchers.' }),
    STITCHER_MAX_UNFLUSHED_SPANS: stitcherSettingsSchema.shape.maxUnflushedSpans,
    STITCHER_MAX_FLUSH_AGE_MS: stitcherSettingsSchema.shape.maxFlushAgeMs,
    STITCHER_MAX_OPEN_SPANS: stitcherSettingsSchema.shape.maxOpenSpans,
    STITCHER_MAX_HELD_EVENTS: stitcherSettingsSchema.shape.maxHeldEvents,
  }),
  rollup: z.object({
    ...processVariables,
    ...startVariables,
    ...retentionVariables,
    ...accessLogVariables,
    ...rollupVariables,
    ...clickHouseVariables,
    ...durabilityVariables,
  }),
  query: z.object({
    ...processVariables,
    ...startVariables,
    ...retentionVariables,
    ...accessLogVariables,
    ...tokenVariables,
    ...clickHouseVariables,
    ...durabilityVariables,
  }),
}

export const standaloneVariablesSchema = serviceVariables.standalone
export const ingestVariablesSchema = serviceVariables.ingest.superRefine(refuse(tokenComplaint, kafkaComplaint))
export const stitcherVariablesSchema = serviceVariables.stitcher.superRefine(refuse(kafkaComplaint))
export const rollupVariablesSchema = serviceVariables.rollup
export const queryVariablesSchema = serviceVariables.query.superRefine(refuse(tokenComplaint))

export const clickHouseVariablesSchema = z.object(clickHouseVariables)

/** For commands that look at topics only. */
export const kafkaVariablesSchema = z.object(kafkaVariables).superRefine(refuse(kafkaComplaint))
