import { readFileSync } from 'node:fs'
import { type ClickHouseVariables, ExplainedError } from '@stitchlog/contracts'
import type { ClickHouseServer } from './http-store.ts'

/** @throws ExplainedError `configuration` when a file cannot be read */
export function clickHouseServerOf(variables: ClickHouseVariables): ClickHouseServer {
  const { CLICKHOUSE_CA_FILE: caFile, CLICKHOUSE_CLUSTER: cluster } = variables
  return {
    url: variables.CLICKHOUSE_URL,
    user: variables.CLICKHOUSE_USER,
    password: variables.CLICKHOUSE_PASSWORD,
    database: variables.CLICKHOUSE_DATABASE,
    ...(caFile === undefined ? {} : { caCertificates: readCertificates(caFile) }),
    ...(cluster === undefined ? {} : { cluster }),
  }
}

function readCertificates(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('configuration', `CLICKHOUSE_CA_FILE: ${reason}`, { cause: error })
  }
}
