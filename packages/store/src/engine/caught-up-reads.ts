import { setTimeout } from 'node:timers/promises'
import type { Connection } from './connection.ts'

/** ClickHouse's REPLICA_IS_NOT_IN_QUORUM: the node lacks something that was confirmed. */
const laggingCode = '289'

const pauseMs = 100

/** Nodes lag by fractions of a second, and another one may be asked by then. */
const patienceMs = 3000

/**
 * A connection to a cluster that tries again for a while where the node that was asked lags. Needs `select_sequential_consistency`, without which a node does
 * not say so; it does before it reads, so that a statement that writes what it reads has written nothing.
 */
export const withCaughtUpReads = (connection: Connection): Connection => ({
  ...connection,
  selectRows: <Row extends readonly unknown[]>(...parameters: Parameters<Connection['selectRows']>) =>
    untilCaughtUp(() => connection.selectRows<Row>(...parameters)),
  execute: (statement) => untilCaughtUp(() => connection.execute(statement)),
})

async function untilCaughtUp<T>(attempt: () => Promise<T>): Promise<T> {
  for (const giveUpAt = performance.now() + patienceMs; ; await setTimeout(pauseMs)) {
    try {
      return await attempt()
    } catch (error) {
      const isLagging = error instanceof Error && 'code' in error && error.code === laggingCode
      if (!isLagging || performance.now() > giveUpAt) throw error
    }
  }
}
