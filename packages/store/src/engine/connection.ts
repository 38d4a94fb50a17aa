import { text } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'
import { withCode } from './with-code.ts'

/** A connection that executes statements. An embedded engine executes one statement at a time on each connection. */
export interface Connection {
  /**
   * Returns the rows of a SELECT, each as an array in the order of its columns. 64-bit integers come as numbers: instants, durations in
   * milliseconds and counts all stay below 2^53.
   *
   * @param select SQL without FORMAT and SETTINGS
   * @throws a `ClickHouseError` if the server rejects the statement, another error if the server does not respond, an `AbortError` after `signal`, or `ETIMEDOUT` where that was a timeout
   */
  selectRows<Row extends readonly unknown[]>(select: string, options?: SelectOptions): Promise<Row[]>
  /**
   * Executes a statement that returns no rows; resolves when it is done.
   *
   * @throws as `selectRows` does
   */
  execute(statement: string): Promise<void>
  /**
   * Whether the user of the connection has all of some privileges.
   *
   * @param privileges as GRANT names them: `SELECT ON stitchlog.sessions, INSERT ON stitchlog.access_log`
   */
  isGranted(privileges: string): Promise<boolean>
  close(): Promise<void>
}

interface SelectOptions {
  /** Entries of the SETTINGS clause, such as `max_threads = 1`. An embedded connection would keep settings that are sent beside the statement. */
  readonly settings?: readonly string[]
  /** Aborts the read. */
  readonly signal?: AbortSignal
}

/**
 * ClickHouse remembers which blocks of a table had no row for a condition, and skips them when the condition is asked again. Again and again, versions
 * of it remembered blocks that had one (ClickHouse#87091, #104781, #108488, #119823): the answer then lacks rows, and nobody is told.
 */
export const exactReads = { use_query_condition_cache: 0 } as const

/** A connection through ClickHouse's own client. */
export const connectionOf = (client: ClickHouseClient): Connection => ({
  async selectRows<Row extends readonly unknown[]>(select: string, { settings = [], signal }: SelectOptions = {}) {
    try {
      const result = await client.query({
        query: `${select} SETTINGS ${[numbersNotQuoted, ...settings].join(', ')}`,
        format: 'JSONCompactEachRow',
        ...(signal === undefined ? {} : { abort_signal: signal }),
      })
      return await result.json<Row>()
    } catch (error) {
      throw withCode(error, signal)
    }
  },
  async execute(statement) {
    try {
      await client.command({ query: statement })
    } catch (error) {
      throw withCode(error)
    }
  },
  async isGranted(privileges) {
    // Takes neither settings nor a format.
    const { stream } = await client.exec({ query: `CHECK GRANT ${privileges}` })
    return (await text(stream)).trim() === '1'
  },
  close: () => client.close(),
})

const numbersNotQuoted = 'output_format_json_quote_64bit_integers = 0'
