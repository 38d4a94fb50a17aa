import type { StreamAlarmKind } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { instantField, nullField, textField } from '../sql/tab-separated.ts'

/** A change of the event stream that its readers could not see: a replaced log, or deleted records. */
export interface StreamAlarm {
  /** A UUID */
  readonly alarmId: string
  /** Epoch milliseconds. */
  readonly raisedAt: number
  readonly kind: StreamAlarmKind
  readonly topic: string
  readonly partition: number
  /** The offset at which reading should have continued. */
  readonly expectedOffset: bigint
  /** The offset at which it continued. */
  readonly readFrom: bigint
}

const columns = ['alarm_id', 'raised_at', 'kind', 'topic', 'partition', 'expected_offset', 'read_from', 'acknowledged_at']

/** Stores an alarm; resolves when it is stored. Storing it again does no harm. */
export async function raiseStreamAlarm({ insertRows }: Pick<Store, 'insertRows'>, alarm: StreamAlarm): Promise<void> {
  const { alarmId, raisedAt, kind, topic, partition, expectedOffset, readFrom } = alarm
  const fields = [alarmId, instantField(raisedAt), kind, textField(topic), partition, expectedOffset, readFrom, nullField]
  await insertRows('stream_alarms', columns, Buffer.from(`${fields.join('\t')}\n`))
}

/** Reads the unacknowledged alarms, oldest first. */
export async function readStreamAlarms({ queries }: Pick<Store, 'queries'>): Promise<StreamAlarm[]> {
  const rows = await queries.selectRows<Row>(`
      SELECT toString(alarm_id), toUnixTimestamp64Milli(raised_at), toString(kind), topic, partition, toString(expected_offset), toString(read_from)
      FROM stream_alarms
      GROUP BY alarm_id, raised_at, kind, topic, partition, expected_offset, read_from
      HAVING count(acknowledged_at) = 0
      ORDER BY raised_at, alarm_id`)
  type Row = [alarmId: string, raisedAt: number, kind: StreamAlarmKind, topic: string, partition: number, expectedOffset: string, readFrom: string]
  return rows.map(([alarmId, raisedAt, kind, topic, partition, expectedOffset, readFrom]) => ({
    alarmId,
    raisedAt,
    kind,
    topic,
    partition,
    expectedOffset: BigInt(expectedOffset),
    readFrom: BigInt(readFrom),
  }))
}

/** @param alarmIds UUIDs from `readStreamAlarms` */
export async function acknowledgeStreamAlarms({ queries }: Pick<Store, 'queries'>, alarmIds: readonly string[], now: number): Promise<void> {
  if (alarmIds.length === 0) return
  await queries.execute(`
      INSERT INTO stream_alarms (${columns.join(', ')})
      SELECT alarm_id, raised_at, kind, topic, partition, expected_offset, read_from, ${sqlInstant(now)}
      FROM stream_alarms
      WHERE toString(alarm_id) IN (${alarmIds.map(sqlText).join(', ')}) AND acknowledged_at IS NULL`)
}
