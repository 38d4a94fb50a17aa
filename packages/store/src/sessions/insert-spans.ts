import type { LocalDay, Span } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { instantField, textField } from '../sql/tab-separated.ts'

const columns = [
  'network_id',
  'user_id',
  'local_date',
  'device',
  'time_zone',
  'period_start',
  'started_at',
  'ended_at',
  'day_start',
  'day_end',
  'timeout_ms',
]

/**
 * Stores spans, as they are at the time of the call. Resolves when all of them are stored; after an error some may be, which does no harm.
 */
export async function insertSpans({ insertRows }: Store, spans: readonly Span[]): Promise<void> {
  await insertRows('session_spans', columns, Buffer.from(spans.map(rowOf).join('')))
}

function rowOf({ networkId, userId, device, zone, periodStart, timeoutMs, day, startedAt, endedAt }: Span): string {
  const key = `${textField(networkId)}\t${textField(userId)}\t${day.date}\t${device}\t${zone.name}`
  return `${key}\t${instantField(periodStart)}\t${instantField(startedAt)}\t${instantField(endedAt)}\t${boundsOf(day)}\t${timeoutMs}\n`
}

const bounds = new WeakMap<LocalDay, string>()

/** Many spans share a day. */
function boundsOf(day: LocalDay): string {
  let text = bounds.get(day)
  if (text === undefined) {
    text = `${instantField(day.startsAt)}\t${instantField(day.endsAt)}`
    bounds.set(day, text)
  }
  return text
}
