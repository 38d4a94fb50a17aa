import { readFileSync } from 'node:fs'
import { httpUrl } from '@stitchlog/contracts'
import { kafkaVariables, topicVariables } from '@stitchlog/event-stream/kafka'
import { parseOptions, readEnvironment, usageError } from '@stitchlog/service-kit'
import {
  accessLogRetentionVariable,
  agreedSettingsOf,
  clickHouseVariables,
  fsyncVariable,
  ledgerExportVariable,
  retentionVariable,
} from '@stitchlog/store'

export const doctorUsage = `usage: npm run doctor -- [--service URL]... [--fix] [--json] [--bundle FILE]

Asks a running installation how it is, says in plain words what is wrong, how bad it is and what to do, and changes nothing without --fix.
Ends with status 1 if anything is critical. The database and the brokers are those of the environment (CLICKHOUSE_URL, KAFKA_BROKERS, …), best with
the logins of the owner; without CLICKHOUSE_URL only the services are asked.

  --service URL   a service to ask, such as http://ingest:8080; may be repeated (default: http://127.0.0.1:8080 if there is no CLICKHOUSE_URL)
  --fix           mend what is safe: migrations, missing topics, settings of topics, TTLs, and a full rollup if the last one is late; then ask again
  --json          one JSON object per finding and line
  --bundle FILE   write everything that support needs to a new file, without secrets`

const databaseVariables = {
  retentionDays: retentionVariable,
  accessLogRetentionDays: accessLogRetentionVariable,
  clickHouse: clickHouseVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
}

const streamVariables = { kafka: kafkaVariables, topics: topicVariables }

/**
 * What `npm run doctor` examines, and how it tells.
 *
 * @throws ExplainedError `usage`, `configuration`
 */
export function readDoctorConfig(args: readonly string[], environment: Readonly<Record<string, string | undefined>> = process.env) {
  const options = {
    service: { type: 'string', multiple: true },
    fix: { type: 'boolean' },
    json: { type: 'boolean' },
    bundle: { type: 'string' },
  } as const
  const { service, fix: isFixing = false, json: isJson = false, bundle } = parseOptions(args, { usage: doctorUsage, options }).values
  const isSet = (name: string) => environment[name] !== undefined && environment[name] !== ''
  const services = service ?? (isSet('CLICKHOUSE_URL') ? [] : ['http://127.0.0.1:8080'])
  for (const address of services) if (!httpUrl.safeParse(address).success) throw usageError(`${address}: an http or https address`, doctorUsage)
  const database = isSet('CLICKHOUSE_URL') ? readEnvironment(databaseVariables, environment) : undefined
  const stream = isSet('KAFKA_BROKERS') ? readEnvironment(streamVariables, environment) : undefined
  const secret = environment['STITCHLOG_TOKEN_SECRET']
  const agreed =
    database === undefined
      ? []
      : agreedSettingsOf({
          ...database,
          ...(stream === undefined ? {} : { topics: stream.topics }),
          ...(secret ? { tokenKeys: { secret } } : {}),
        })
  return { services, isFixing, isJson, bundle, database, stream, agreed, environment }
}

/** The Node that this version is tested with. */
export function readWantedNode(): string {
  const { dependencies }: { dependencies: { node: string } } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return dependencies.node
}
