import { lastInstant } from '@stitchlog/contracts'
import { findTimeZone, type Point, type Span, spanOf } from '@stitchlog/timeline'
import { scenes, zoneSpellings } from '../../timeline/tests/scenes.ts'
import { shuffled } from '../../timeline/tests/seeded-random.ts'

const minuteMs = 60_000

/** Gaps between neighbours: most decide by a millisecond whether a session goes on, or repeat an instant. */
const gapsMs = (timeoutMs: number) => [
  0,
  1,
  7000,
  timeoutMs - 1,
  timeoutMs,
  timeoutMs,
  timeoutMs + 1,
  timeoutMs + 1,
  20 * minuteMs,
  5 * 60 * minuteMs,
]

/**
 * Spans of one user, as many as an engine sorts in another way than a few: hundreds of heartbeats over several days near a clock change, single or
 * joined, each of them as it was written first and as it was written later.
 */
export function spansOfLargeUser(networkId: string, userId: string, pointCount: number, random: () => number): Span[] {
  const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0]
  const scene = shuffled(scenes, random)[0]
  const timeoutMs = pick([minuteMs, 5 * minuteMs])
  // The usual case, and one in which two zones and two devices share the instants.
  const runs = random() < 0.5 ? 1 : 3
  const spans: Span[] = []
  for (let run = 0; run < runs; run++) {
    const spelling = pick([...(scene?.zones ?? ['Etc/UTC']), 'Asia/Kathmandu'] as [string, ...string[]])
    const zone = findTimeZone(zoneSpellings[spelling] ?? spelling)
    if (zone === undefined) throw new Error(`${spelling} is a time zone`)
    const points: Point[] = []
    const gaps = gapsMs(timeoutMs)
    let at = Math.max(0, (scene?.at ?? 0) - (pointCount / runs / gaps.length) * 3 * 60 * minuteMs)
    const periodStart = Math.max(0, at - 1000 * run)
    for (let count = 0; count < pointCount / runs && at <= lastInstant; count++) {
      points.push({ networkId, userId, device: pick(['mobile', 'web']), zone, at, periodStart, timeoutMs })
      at += gaps[Math.floor(random() * gaps.length)] ?? 0
    }
    spans.push(...versionsOf(points, random))
  }
  return spans
}

/** A span for each point, now and then one that begins there and reaches over the next points that belong to it. */
function versionsOf(points: readonly Point[], random: () => number): Span[] {
  return points.flatMap((point, index) => {
    const first = spanOf(point)
    const versions = [first]
    for (let next = index + 1, endedAt = point.at; random() < 0.3; next++) {
      const later = points[next]
      if (later === undefined || later.at > endedAt + point.timeoutMs || later.at >= first.day.endsAt) break
      if (later.device !== point.device) continue
      endedAt = later.at
      versions.push({ ...first, endedAt })
    }
    return versions
  })
}

/** The same spans in so many inserts: each in one to all of them. */
export function insertsOf(spans: readonly Span[], insertCount: number, random: () => number): Span[][] {
  const inserts: Span[][] = Array.from({ length: insertCount }, () => [])
  for (const span of shuffled(spans, random)) {
    const copies = random() < 0.5 ? 1 : 1 + Math.floor(random() * insertCount)
    for (const insert of shuffled(inserts, random).slice(0, copies)) insert.push(span)
  }
  return inserts
}
