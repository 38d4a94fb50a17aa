import { readFileSync } from 'node:fs'
import { httpUrl, readNamedFile, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'
import type { ClickHouseServer } from './http-store.ts'

/** Address and credentials of ClickHouse. */
export const clickHouseVariables = z
  .object({
    CLICKHOUSE_URL: httpUrl.meta({ description: 'Address of the HTTP interface, such as `https://clickhouse:8443`.' }),
    CLICKHOUSE_USER: z.string().default('default').meta({ description: 'User to log in as.' }),
    CLICKHOUSE_PASSWORD: z.string().default('').meta({ description: 'Password to log in with.' }),
    CLICKHOUSE_DATABASE: z
      .string()
      .regex(/^\w+$/, 'letters, digits and underscores')
      .default('default')
      .meta({ description: 'Database, which must exist.' }),
    CLICKHOUSE_CA_FILE: z.string().optional().meta({ description: 'Certificates (PEM) to trust instead of the known authorities.' }),
    CLICKHOUSE_CLUSTER: z
      .string()
      .regex(/^[\w-]+$/, 'letters, digits, underscores and hyphens')
      .optional()
      .meta({ description: 'Name of the cluster, where there is one: tables are then made replicated and sharded.' }),
    CLICKHOUSE_READ_TIMEOUT_SECONDS: wholeNumber(1, 30)
      .default(30)
      .meta({ description: "Seconds after which the server ends a read of people's activity." }),
    CLICKHOUSE_READ_MEMORY_MIB: wholeNumber(64, 1_048_576)
      .default(2048)
      .meta({ description: "Memory that a read of people's activity may take on the server, in MiB." }),
    CLICKHOUSE_READS_AT_ONCE: wholeNumber(1, 1000)
      .default(10)
      .meta({ description: "Reads of people's activity that a process sends to the server at once; others wait." }),
  })
  .transform((variables, context): ClickHouseServer => {
    const { CLICKHOUSE_CA_FILE: caFile, CLICKHOUSE_CLUSTER: cluster } = variables
    return {
      url: variables.CLICKHOUSE_URL,
      user: variables.CLICKHOUSE_USER,
      password: variables.CLICKHOUSE_PASSWORD,
      database: variables.CLICKHOUSE_DATABASE,
      reads: {
        timeoutSeconds: variables.CLICKHOUSE_READ_TIMEOUT_SECONDS,
        memoryBytes: variables.CLICKHOUSE_READ_MEMORY_MIB * 2 ** 20,
        atOnce: variables.CLICKHOUSE_READS_AT_ONCE,
      },
      ...(caFile === undefined ? {} : { caCertificates: readNamedFile(context, 'CLICKHOUSE_CA_FILE', caFile, (file) => readFileSync(file)) }),
      ...(cluster === undefined ? {} : { cluster }),
    }
  })
