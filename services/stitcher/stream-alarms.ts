import { randomUUID } from 'node:crypto'
import { eventsTopic } from '@stitchlog/contracts'
import type { LogAnomaly } from '@stitchlog/event-stream/kafka'
import { raiseStreamAlarm, readStreamAlarms, type Store, type StreamAlarm } from '@stitchlog/store'

/**
 * What became of the stream behind the back of the stitchers. It is kept in the database, so that all stitchers say so until somebody acknowledges
 * it, whichever of them met it and whether or not that one still runs.
 */
export class StreamAlarms {
  readonly #store: Store
  readonly #now: () => number
  #listed: readonly StreamAlarm[] = []
  /** Raised here since the list was last asked for. */
  #raised: readonly StreamAlarm[] = []

  /** @param store whose inserts are tried until they succeed */
  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Resolves when it is kept safe. */
  async raise(anomaly: LogAnomaly): Promise<StreamAlarm> {
    const alarm = { alarmId: randomUUID(), raisedAt: this.#now(), topic: eventsTopic, ...anomaly }
    this.#raised = [...this.#raised, alarm]
    await raiseStreamAlarm(this.#store, alarm)
    return alarm
  }

  /** Gets to know those of other stitchers, and those that somebody has acknowledged. */
  async refresh(): Promise<void> {
    const known = this.#raised
    this.#listed = await readStreamAlarms(this.#store)
    this.#raised = this.#raised.filter((alarm) => !known.includes(alarm))
  }

  /** Why the service is not ready, or undefined. */
  get reason(): string | undefined {
    const all = new Map([...this.#listed, ...this.#raised].map((alarm) => [alarm.alarmId, alarm]))
    const [first] = all.values()
    if (first === undefined) return undefined
    const { kind, topic, partition, expectedOffset, readFrom } = first
    const more = all.size > 1 ? `, and ${all.size - 1} more` : ''
    return `${kind} in partition ${partition} of ${topic}, read from ${readFrom} instead of ${expectedOffset}${more}; see npm run stream-alarms`
  }
}
