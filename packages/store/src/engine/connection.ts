import type { ClickHouseClient } from '@clickhouse/client'

/** A way to the database on which statements are executed; an embedded engine executes one at a time on each. */
export interface Connection {
  /**
   * The rows of a SELECT, each as an array in the order of its columns. Whole numbers of 64 bits come as numbers: instants and durations in
   * milliseconds, and counts, all stay below 2^53.
   *
   * @param select SQL without FORMAT and SETTINGS
   * @throws a `ClickHouseError` where the server refuses it, another error where the server does not answer, an `AbortError` after `signal`
   */
  selectRows<Row extends readonly unknown[]>(select: string, options?: SelectOptions): Promise<Row[]>
  /**
   * Resolves when a statement without an answer is done.
   *
   * @throws as `selectRows` does
   */
  execute(statement: string): Promise<void>
  close(): Promise<void>
}

interface SelectOptions {
  /** Entries of the SETTINGS clause, such as `max_threads = 1`. An embedded connection would keep for ever what is set beside the statement. */
  readonly settings?: readonly string[]
  /** Gives the read up. */
  readonly signal?: AbortSignal
}

/** A connection by way of ClickHouse's own client. */
export const connectionOf = (client: ClickHouseClient): Connection => ({
  async selectRows<Row extends readonly unknown[]>(select: string, { settings = [], signal }: SelectOptions = {}) {
    const result = await client.query({
      query: `${select} SETTINGS ${[numbersNotQuoted, ...settings].join(', ')}`,
      format: 'JSONCompactEachRow',
      ...(signal === undefined ? {} : { abort_signal: signal }),
    })
    return await result.json<Row>()
  },
  async execute(statement) {
    await client.command({ query: statement })
  },
  close: () => client.close(),
})

const numbersNotQuoted = 'output_format_json_quote_64bit_integers = 0'
