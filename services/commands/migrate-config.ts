import { kafkaVariables, topicVariables } from '@stitchlog/event-stream/kafka'
import { logLevelVariable, readEnvironment, serviceUsage, startTimeoutVariable } from '@stitchlog/service-kit'
import {
  accessLogRetentionVariable,
  agreedSettingsOf,
  clickHouseVariables,
  fsyncVariable,
  ledgerExportVariable,
  retentionVariable,
} from '@stitchlog/store'

const databaseVariables = {
  logLevel: logLevelVariable(),
  startTimeoutSeconds: startTimeoutVariable,
  retentionDays: retentionVariable,
  accessLogRetentionDays: accessLogRetentionVariable,
  clickHouse: clickHouseVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
}

const streamVariables = { kafka: kafkaVariables, topics: topicVariables }

export const migrateUsage = `${serviceUsage('npm run migrate', databaseVariables)}

And, where KAFKA_BROKERS is set, to create the topics:

${serviceUsage('', streamVariables).split('\n').slice(4).join('\n')}`

/**
 * What `npm run migrate` prepares: the database, and the topics where the environment names brokers.
 *
 * @throws ExplainedError `configuration`
 */
export function readMigrateConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const config = readEnvironment(databaseVariables, environment)
  const stream = environment['KAFKA_BROKERS'] ? readEnvironment(streamVariables, environment) : undefined
  return { ...config, stream, agreed: agreedSettingsOf({ ...config, ...(stream === undefined ? {} : { topics: stream.topics }) }) }
}
