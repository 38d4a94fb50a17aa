import type { StreamAlarmKind } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { instantField, nullField, textField } from '../sql/tab-separated.ts'

/** Something that became of the event stream behind the back of its readers. */
export interface StreamAlarm {
  /** A UUID */
  readonly alarmId: string
  /** Epoch milliseconds. */
  readonly raisedAt: number
  readonly kind: StreamAlarmKind
  readonly topic: string
  readonly partition: number
  /** Where reading was to go on. */
  readonly expectedOffset: bigint
  /** Where it went on. */
  readonly readFrom: bigint
}

const columns = ['alarm_id', 'raised_at', 'kind', 'topic', 'partition', 'expected_offset', 'read_from', 'acknowledged_at']

/** Resolves when it is stored; storing it again does no harm. */
export async function raiseStreamAlarm({ insertRows }: Pick<Store, 'insertRows'>, alarm: StreamAlarm): Promise<void> {
  const { alarmId, raisedAt, kind, topic, partition, expectedOffset, readFrom } = alarm
  const fields = [alarmId, instantField(raisedAt), kind, textField(topic), partition, expectedOffset, readFrom, nullField]
  await insertRows('stream_alarms', columns, Buffer.from(`${fields.join('\t')}\n`))
}

/** Those that nobody has acknowledged, oldest first. */
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

/** @param alarmIds UUIDs as they were listed */
export async function acknowledgeStreamAlarms({ queries }: Pick<Store, 'queries'>, alarmIds: readonly string[], now: number): Promise<void> {
  if (alarmIds.length === 0) return
  await queries.execute(`
      INSERT INTO stream_alarms (${columns.join(', ')})
      SELECT alarm_id, raised_at, kind, topic, partition, expected_offset, read_from, ${sqlInstant(now)}
      FROM stream_alarms
      WHERE toString(alarm_id) IN (${alarmIds.map(sqlText).join(', ')}) AND acknowledged_at IS NULL`)
}
