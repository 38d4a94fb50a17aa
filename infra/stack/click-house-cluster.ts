import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { ClickHouseNode, type ClickHousePorts } from './click-house-node.ts'
import { ReplicatedStatements, type Statement, textOf } from './replicated-statements.ts'
import type { Server, ServerSignal } from './server.ts'

const healthCheckMs = 200
const healthTimeoutMs = 2000
/** Nodes of which nobody has asked anything for so long are not checked: that costs a cluster that waits for its tests more than the tests do. */
const idleMs = 5000

/** Spread over the shards: each node has its own rows of these. Every other table is on every node whole. */
const isSharded = (table: string) => /^(session_spans|user_days)(_local)?$/.test(table)

/**
 * A cluster of genuine ClickHouse nodes, a shard each, behind one address that sends each request to a node that is up, as a load balancer does.
 *
 * Queries from node to node are ClickHouse's own. In place of ClickHouse Keeper, and of all that depends on it, stands this process: statements
 * `ON CLUSTER`, and what is written to a table that every node has whole, run on every node in one order, and on a node that was down when it is up again. A statement
 * `ON CLUSTER` is answered when all have run it, an insert when most of them have. A read that asks for sequential consistency is refused by a node that
 * lags.
 */
export class ClickHouseCluster implements Server {
  readonly name = 'ClickHouse'
  readonly nodes: ClickHouseNode[] = []
  readonly #folder: string
  readonly #port: number
  /** By database: what waits in one delays nothing in another, as with tables that are replicated each by itself. */
  readonly #statements = new Map<string, ReplicatedStatements>()
  readonly #replicas = new Set<ClickHouseNode>()
  readonly #lagging = new Set<ClickHouseNode>()
  readonly #isUp = new Set<ClickHouseNode>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  #shards: readonly number[] = []
  #checking: NodeJS.Timeout | undefined
  #turn = 0
  #askedAt = 0
  #nodeCount = 0

  /** @param port where clients find it */
  constructor(folder: string, port: number, nodes: readonly ClickHousePorts[]) {
    this.#folder = folder
    this.#port = port
    for (const ports of nodes) this.#newNode(ports)
  }

  async start(): Promise<void> {
    this.#shards = this.nodes.map(({ ports }) => ports.tcp)
    await Promise.all(this.nodes.map((node) => this.startNode(node)))
    clearInterval(this.#checking)
    this.#checking = setInterval(() => this.#checkHealth(), healthCheckMs)
    if (!this.#server.listening) {
      this.#server.listen(this.#port, '127.0.0.1')
      await once(this.#server, 'listening')
    }
  }

  /** Starts one that was ended, with the data that it had. */
  async startNode(node: ClickHouseNode): Promise<void> {
    // A server that is a part of `clickhouse local` ends when one that it is connected to is killed; that is not what a cluster does.
    node.process.onDeath = () => void this.startNode(node).catch(() => {})
    await node.start(this.#shards)
    this.#replicas.add(node)
    for (const statements of this.#statements.values()) statements.add(node)
    this.#isUp.add(node)
  }

  /** Has one more shard from now on, an empty one; the others are started again, since they read at their start which shards there are. */
  async addNode(ports: ClickHousePorts): Promise<ClickHouseNode> {
    const node = this.#newNode(ports)
    await this.#restart()
    return node
  }

  /** Has one shard less from now on, which goes on running by itself: what it has is to be moved, and then it is to be stopped. */
  async detachNode(node: ClickHouseNode): Promise<void> {
    const index = this.nodes.indexOf(node)
    if (index === -1) throw new Error('the node is not one of the cluster')
    this.nodes.splice(index, 1)
    this.#replicas.delete(node)
    for (const statements of this.#statements.values()) statements.remove(node)
    this.#isUp.delete(node)
    await Promise.all([this.#restart(), node.process.stop()])
    await node.start([node.ports.tcp])
  }

  /** While paused, a node does not get what is written on all: it lags. */
  setLagging(node: ClickHouseNode, isLagging: boolean): void {
    if (isLagging) this.#lagging.add(node)
    else this.#lagging.delete(node)
    for (const statements of this.#statements.values()) statements.setPaused(node, isLagging)
  }

  async signal(signal: ServerSignal): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.process.signal(signal)))
  }

  async stop(): Promise<void> {
    clearInterval(this.#checking)
    this.#server.close()
    this.#server.closeAllConnections()
    for (const statements of this.#statements.values()) statements.stop()
    await Promise.all(this.nodes.map((node) => node.stop()))
  }

  #newNode(ports: ClickHousePorts): ClickHouseNode {
    // The number of one that was taken away is not used again: its folder has what it had.
    const node = new ClickHouseNode(this.#folder, ++this.#nodeCount, ports)
    this.nodes.push(node)
    return node
  }

  async #restart(): Promise<void> {
    this.#isUp.clear()
    await Promise.all(this.nodes.map((node) => node.process.stop()))
    this.#shards = this.nodes.map(({ ports }) => ports.tcp)
    await Promise.all(this.nodes.map((node) => this.startNode(node)))
  }

  #checkHealth(): void {
    if (Date.now() - this.#askedAt > idleMs) return
    for (const node of this.nodes) {
      // Read to its end: these nodes do not survive a connection that is reset.
      fetch(`http://127.0.0.1:${node.ports.http}/ping`, { signal: AbortSignal.timeout(healthTimeoutMs) })
        .then((response) => response.text())
        .then(
          () => this.#isUp.add(node),
          () => this.#isUp.delete(node),
        )
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#askedAt = Date.now()
    const statement: Statement = {
      parameters: new URL(request.url ?? '/', 'http://cluster').searchParams,
      body: await buffer(request),
    }
    const answer = await this.#run(statement).catch((error) => ({ status: 503, headers: {}, body: Buffer.from(String(error)) }))
    if (response.destroyed) return
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  }

  async #run(statement: Statement) {
    const text = textOf(statement)
    const statements = this.#statementsOf(statement)
    const written = /^\s*(?:INSERT INTO|DELETE FROM|TRUNCATE TABLE|OPTIMIZE TABLE) (\w+)/i.exec(text)?.[1]
    if (/ ON CLUSTER '\w+'/.test(text)) return await statements.run(onOneNode(statement), this.nodes.length)
    if (written !== undefined && !isSharded(written)) return await statements.run(statement, Math.floor(this.nodes.length / 2) + 1)
    for (let tries = 1; ; tries++) {
      const node = this.#nextNode()
      if (statement.parameters.get('select_sequential_consistency') === '1' && statements.isBehind(node)) return notInQuorum
      try {
        return await statements.send(node, statement)
      } catch (error) {
        this.#isUp.delete(node)
        // What was sent may have been done.
        if (written !== undefined || tries === this.nodes.length) throw error
        await setTimeout(0)
      }
    }
  }

  #statementsOf({ parameters }: Statement): ReplicatedStatements {
    const database = parameters.get('database') ?? 'default'
    const known = this.#statements.get(database)
    if (known !== undefined) return known
    const statements = new ReplicatedStatements()
    for (const node of this.#replicas) statements.add(node)
    for (const node of this.#lagging) statements.setPaused(node, true)
    this.#statements.set(database, statements)
    return statements
  }

  #nextNode(): ClickHouseNode {
    const candidates = this.nodes.filter((node) => this.#isUp.has(node))
    const among = candidates.length === 0 ? this.nodes : candidates
    const node = among[this.#turn++ % among.length]
    if (node === undefined) throw new Error('the cluster has no nodes')
    return node
  }
}

/** As a node's DDL worker has it, without the replication that there is no Keeper for. */
function onOneNode({ parameters, body }: Statement): Statement {
  const adapted = (text: string) =>
    text.replace(/ ON CLUSTER '\w+'/, '').replace(/ENGINE = Replicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/, 'ENGINE = $1(')
  const query = parameters.get('query')
  if (query === null) return { parameters, body: Buffer.from(adapted(body.toString('utf8'))) }
  const changed = new URLSearchParams(parameters)
  changed.set('query', adapted(query))
  return { parameters: changed, body }
}

/** What a replica answers that has not got all that was confirmed. */
const notInQuorum = {
  status: 500,
  headers: { 'x-clickhouse-exception-code': '289' },
  body: Buffer.from('Code: 289. DB::Exception: Replica does not have all that was written to the quorum. (REPLICA_IS_NOT_IN_QUORUM)'),
}
