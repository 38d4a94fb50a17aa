import type { ClickHouseVariables } from '@stitchlog/contracts'
import type { ClickHouseServer } from './http-store.ts'

/** @throws what `readCertificates` throws, which is given the variable and the file that it names */
export function clickHouseServerOf(variables: ClickHouseVariables, readCertificates: (variable: string, file: string) => Buffer): ClickHouseServer {
  const { CLICKHOUSE_CA_FILE: caFile, CLICKHOUSE_CLUSTER: cluster } = variables
  return {
    url: variables.CLICKHOUSE_URL,
    user: variables.CLICKHOUSE_USER,
    password: variables.CLICKHOUSE_PASSWORD,
    database: variables.CLICKHOUSE_DATABASE,
    ...(caFile === undefined ? {} : { caCertificates: readCertificates('CLICKHOUSE_CA_FILE', caFile) }),
    ...(cluster === undefined ? {} : { cluster }),
  }
}
