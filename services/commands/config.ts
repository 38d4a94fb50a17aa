import { readEnvironment } from '@stitchlog/service-kit'
import { type ClickHouseServer, clickHouseVariables } from '@stitchlog/store'

/** The secret that the environment names, as it is. */
export const readNamedTokenSecret = () => process.env['STITCHLOG_TOKEN_SECRET']

/**
 * The ClickHouse server that the environment names; undefined where it names none.
 *
 * @throws ExplainedError `configuration`
 */
export function readClickHouseServer(environment: Readonly<Record<string, string | undefined>> = process.env): ClickHouseServer | undefined {
  if (environment['CLICKHOUSE_URL'] === undefined) return undefined
  return readEnvironment({ clickHouse: clickHouseVariables }, environment).clickHouse
}
