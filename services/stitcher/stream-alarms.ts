import { randomUUID } from 'node:crypto'
import { eventsTopic } from '@stitchlog/contracts'
import type { LogAnomaly } from '@stitchlog/event-stream/kafka'
import { raiseStreamAlarm, readStreamAlarms, type Store, type StreamAlarm } from '@stitchlog/store'

/**
 * Alarms about the stream: replaced logs and deleted records. They are stored in the database, so every stitcher reports them until somebody
 * acknowledges them, even if the stitcher that raised them no longer runs.
 */
export class StreamAlarms {
  readonly #store: Store
  readonly #now: () => number
  #listed: readonly StreamAlarm[] = []
  /** Raised here since the list was last read. */
  #raised: readonly StreamAlarm[] = []

  /** @param store a store that retries inserts until they succeed */
  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Resolves when the alarm is stored. */
  async raise(anomaly: LogAnomaly): Promise<StreamAlarm> {
    const alarm = { alarmId: randomUUID(), raisedAt: this.#now(), topic: eventsTopic, ...anomaly }
    this.#raised = [...this.#raised, alarm]
    await raiseStreamAlarm(this.#store, alarm)
    return alarm
  }

  /** Reads the list again: alarms of other stitchers are added, acknowledged ones removed. */
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
