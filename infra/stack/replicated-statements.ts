import { setTimeout } from 'node:timers/promises'
import type { ClickHouseNode } from './click-house-node.ts'

/** A request to ClickHouse's HTTP interface. */
export interface Statement {
  readonly parameters: URLSearchParams
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const retryPauseMs = 100
const answerTimeoutMs = 180_000

/** What clients read of an answer's headers. */
const answerHeaders = ['content-type', 'x-clickhouse-exception-code', 'x-clickhouse-summary', 'x-clickhouse-format']

interface Entry {
  readonly statement: Statement
  readonly answers: Answer[]
  /** Called when a node has run it. */
  notify: () => void
}

interface Replica {
  /** How many entries it has run. */
  position: number
  /** How many there were when it joined, which it runs for a table once somebody creates that on it. */
  readonly joinedAt: number
  isPaused: boolean
  isRunning: boolean
}

/**
 * Statements that every node runs, in one order: those that came while a node was down, or lagged, when it is back. What a new node
 * has not seen is fetched for each table that is created on it, as a new replica does; the tables themselves it has only when somebody creates them.
 */
export class ReplicatedStatements {
  readonly #entries: Entry[] = []
  readonly #replicas = new Map<ClickHouseNode, Replica>()
  #isStopped = false

  /** A node that is known goes on where it was. */
  add(node: ClickHouseNode): void {
    if (!this.#replicas.has(node)) {
      const position = this.#entries.length
      this.#replicas.set(node, { position, joinedAt: position, isPaused: false, isRunning: false })
    }
    this.#wake(node)
  }

  remove(node: ClickHouseNode): void {
    this.#replicas.delete(node)
  }

  setPaused(node: ClickHouseNode, isPaused: boolean): void {
    const replica = this.#replicas.get(node)
    if (replica === undefined) throw new Error('the node is not one of the cluster')
    replica.isPaused = isPaused
    this.#wake(node)
  }

  isBehind(node: ClickHouseNode): boolean {
    return (this.#replicas.get(node)?.position ?? 0) < this.#entries.length
  }

  /** @param count resolves when so many nodes have run it, with the answer of one that failed if one did */
  async run(statement: Statement, count: number): Promise<Answer> {
    const entry: Entry = { statement, answers: [], notify: () => {} }
    const isDone = new Promise<void>((resolve) => {
      entry.notify = () => {
        if (entry.answers.length >= count) resolve()
      }
    })
    this.#entries.push(entry)
    for (const node of this.#replicas.keys()) this.#wake(node)
    const timeout = new AbortController()
    const isLate = setTimeout(answerTimeoutMs, true, { signal: timeout.signal, ref: false }).catch(() => false)
    await Promise.race([isDone, isLate])
    timeout.abort()
    const failed = entry.answers.find(({ status }) => status !== 200)
    const answer = failed ?? (entry.answers.length >= count ? entry.answers[0] : undefined)
    if (answer === undefined) throw new Error(`only ${entry.answers.length} of ${count} nodes have done it in time`)
    return answer
  }

  async send(node: ClickHouseNode, { parameters, body }: Statement): Promise<Answer> {
    const url = `http://127.0.0.1:${node.ports.http}/?${parameters}`
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(answerTimeoutMs) })
    const headers: Record<string, string> = {}
    for (const name of answerHeaders) {
      const value = response.headers.get(name)
      if (value !== null) headers[name] = value
    }
    return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) }
  }

  stop(): void {
    this.#isStopped = true
  }

  #wake(node: ClickHouseNode): void {
    const replica = this.#replicas.get(node)
    if (replica === undefined || replica.isRunning) return
    replica.isRunning = true
    void this.#work(node, replica)
  }

  async #work(node: ClickHouseNode, replica: Replica): Promise<void> {
    while (!this.#isStopped && !replica.isPaused && this.#replicas.get(node) === replica) {
      const entry = this.#entries[replica.position]
      if (entry === undefined) break
      try {
        const answer = await this.send(node, entry.statement)
        const created = /^CREATE TABLE IF NOT EXISTS (\w+)/m.exec(textOf(entry.statement))?.[1]
        if (created !== undefined) await this.#fetch(node, replica, created)
        replica.position++
        entry.answers.push(answer)
        entry.notify()
      } catch {
        await setTimeout(retryPauseMs)
      }
    }
    // Without a pause since the last look, or an entry that came meanwhile would be overlooked.
    replica.isRunning = false
  }

  /** Brings what was written into a table before a node joined. */
  async #fetch(node: ClickHouseNode, { joinedAt }: Replica, table: string): Promise<void> {
    const isOfTable = new RegExp(`^\\s*(?:INSERT INTO|DELETE FROM|ALTER TABLE) ${table}\\b`)
    for (const { statement } of this.#entries.slice(0, joinedAt)) if (isOfTable.test(textOf(statement))) await this.send(node, statement)
  }
}

/** The SQL of a request: beside the data of an insert it is a parameter. */
export const textOf = ({ parameters, body }: Statement) => parameters.get('query') ?? body.toString('utf8')
