import { z } from 'zod'
import { text } from './values.ts'

/** The variables of every process that speaks to ClickHouse. */
export const clickHouseVariables = {
  CLICKHOUSE_URL: z
    .url('an http or https address')
    .regex(/^https?:/, 'an http or https address')
    .meta({ description: 'Address of the HTTP interface, such as `https://clickhouse:8443`.' }),
  CLICKHOUSE_USER: text.default('default').meta({ description: 'User to log in as.' }),
  CLICKHOUSE_PASSWORD: text.default('').meta({ description: 'Password to log in with.' }),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^\w+$/, 'letters, digits and underscores')
    .default('default')
    .meta({ description: 'Database, which must exist.' }),
  CLICKHOUSE_CA_FILE: text.optional().meta({ description: 'Certificates (PEM) to trust instead of the known authorities.' }),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, underscores and hyphens')
    .optional()
    .meta({ description: 'Name of the cluster, where there is one: tables are then made replicated and sharded.' }),
}

export type ClickHouseVariables = z.output<z.ZodObject<typeof clickHouseVariables>>
