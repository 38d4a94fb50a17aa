import { randomBytes } from 'node:crypto'
import { ExplainedError } from '@stitchlog/contracts'

/** What `npm run stack` is told by its environment. */
export interface StackConfig {
  readonly kafkaNodes: number
  /** Of the first broker; others take the ports after it, and controllers those from 100 further. */
  readonly kafkaPort: number
  readonly clickHousePort: number
  /** 1: a single server. */
  readonly clickHouseNodes: number
  /** A temporary one without it. */
  readonly folder: string | undefined
  /** A new one without it. */
  readonly tokenSecret: string
}

/** @throws ExplainedError `configuration` */
export function readStackConfig(environment: Readonly<Record<string, string | undefined>> = process.env): StackConfig {
  const number = (name: string, standard: number, maximum: number) => {
    const text = environment[name]
    const value = text === undefined || text === '' ? standard : Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= maximum) return value
    throw new ExplainedError('configuration', `${name}: a whole number from 1 to ${maximum}`)
  }
  return {
    kafkaNodes: number('KAFKA_NODES', 1, 9),
    kafkaPort: number('KAFKA_PORT', 9092, 65_000),
    clickHousePort: number('CLICKHOUSE_PORT', 8123, 65_000),
    clickHouseNodes: number('CLICKHOUSE_NODES', 1, 9),
    tokenSecret: environment['STITCHLOG_TOKEN_SECRET'] || randomBytes(32).toString('base64url'),
    folder: environment['STACK_DIR'] === '' ? undefined : environment['STACK_DIR'],
  }
}
