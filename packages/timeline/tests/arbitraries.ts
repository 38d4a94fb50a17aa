import { type Device, lastInstant, type TrackingChange } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import type { RawEvent } from './naive-model.ts'
import { type Scene, scenes, unknownZones, zoneSpellings } from './scenes.ts'

const secondMs = 1000
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/** Events in no particular order, with repeats; tracking changes in list order; and the retention of the deployment. */
export interface History {
  readonly events: readonly RawEvent[]
  readonly changes: readonly TrackingChange[]
  readonly defaultRetentionMs: number
}

const networkIds = ['acme', 'acme:', 'ACME', '__proto__', '😀'] as const
const userIds = ['u', ':u', 'U', 'u\u0301', 'ú', 'a/b|c,"d"', '👩‍👩‍👧', 'constructor', ' '] as const

interface Timeouts {
  readonly mobile?: number
  readonly web?: number
}

const timeoutsArbitrary: fc.Arbitrary<Timeouts | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        mobile: fc.oneof(fc.constantFrom(60, 300, 301, 14_400), fc.integer({ min: 60, max: 14_400 })),
        web: fc.oneof(fc.constantFrom(60, 300, 1800, 14_400), fc.integer({ min: 60, max: 14_400 })),
      },
      { requiredKeys: [] },
    ),
  },
)

const edge = fc.constantFrom(-1, 0, 0, 0, 1)
const index = fc.nat({ max: 1000 })

/** The distance between a heartbeat and the previous one. */
const stepArbitrary = fc.oneof(
  // At a timeout, just within or just beyond.
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('timeout'), index, plus: edge }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('within'), index, share: fc.integer({ min: 1, max: 100 }) }) },
  // At the change of the day, or just before or after it.
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('to-scene'), plus: edge }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.constantFrom(0, 1, -1, minuteMs, -minuteMs, hourMs, dayMs) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.integer({ min: -30 * hourMs, max: 30 * hourMs }) }) },
)

/** The delay between an event and its receipt. */
const delayArbitrary = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.nat({ max: 5 * secondMs }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.integer({ min: minuteMs, max: 3 * dayMs }) }) },
  // A fast clock, up to the tolerated lead and beyond.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.integer({ min: -minuteMs, max: -1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ms'), ms: fc.constantFrom(-minuteMs + 1, -minuteMs, -minuteMs - 1, -hourMs) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retention'), days: fc.constantFrom(0, 1, 2), plus: edge }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('at-change'), index, plus: edge }) },
)

const walkArbitrary = fc.record({
  network: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
  user: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
  device: fc.constantFrom<Device>('mobile', 'web'),
  zone: fc.oneof(
    { weight: 8, arbitrary: index.map((nth) => ({ kind: 'scene' as const, nth })) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(zoneSpellings)).map((text) => ({ kind: 'text' as const, text })) },
  ),
  start: stepArbitrary,
  steps: fc.array(
    fc.record({
      step: stepArbitrary,
      delay: delayArbitrary,
      unknownZone: fc.oneof({ weight: 40, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...unknownZones) }),
      // The same event again, or the same heartbeat received at another time.
      again: fc.oneof(
        { weight: 10, arbitrary: fc.constant('never' as const) },
        { weight: 1, arbitrary: fc.constant('same' as const) },
        { weight: 1, arbitrary: delayArbitrary },
      ),
    }),
    { minLength: 1, maxLength: 8, size: 'max' },
  ),
})

/** The instant of a tracking change. */
const changeAtArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('at-event'), index, plus: edge }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('at-change'), index, plus: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('to-scene'), plus: fc.integer({ min: -2 * hourMs, max: 2 * hourMs }) }) },
)

const changeArbitrary = fc.record({
  network: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
  at: changeAtArbitrary,
  what: fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('on'), timeouts: timeoutsArbitrary }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'off' as const }) },
    // Off for a while: mostly shorter than a timeout, so that sessions would continue without the rule.
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('pause'),
        ms: fc.oneof(fc.constantFrom(0, 1, minuteMs), fc.nat({ max: 2 * hourMs })),
        timeouts: timeoutsArbitrary,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase'), user: fc.option(fc.nat({ max: 2 }), { nil: undefined }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('retention'), days: fc.constantFrom(1, 2, 400) }) },
  ),
})

/** When each network is first switched on: nearly always, and mostly well before the first event. */
const firstOnArbitrary = fc.option(
  fc.record({
    timeouts: timeoutsArbitrary,
    hoursBefore: fc.oneof({ weight: 5, arbitrary: fc.constant(24 * 7) }, { weight: 1, arbitrary: fc.integer({ min: -2, max: 24 }) }),
  }),
  { freq: 12, nil: undefined },
)

const outlineNear = (among: readonly Scene[]) =>
  fc.record({
    scene: fc.constantFrom(...among),
    networks: fc.shuffledSubarray([...networkIds], { minLength: 3, maxLength: 3 }),
    users: fc.shuffledSubarray([...userIds], { minLength: 3, maxLength: 3 }),
    firstOns: fc.tuple(firstOnArbitrary, firstOnArbitrary, firstOnArbitrary),
    walks: fc.array(walkArbitrary, { minLength: 1, maxLength: 6, size: 'max' }),
    changes: fc.array(changeArbitrary, { maxLength: 4, size: 'max' }),
    changesFirst: fc.boolean(),
    retentionDays: fc.constantFrom(1, 400, 400, 400),
  })

type Outline = ReturnType<typeof outlineNear> extends fc.Arbitrary<infer T> ? T : never
type Step = Outline['walks'][number]['start']
type Delay = Outline['walks'][number]['steps'][number]['delay']

/** Histories around one instant at which days are error-prone, one of these, full of gaps and changes that hit or just miss a boundary. */
export const historyNear = (among: readonly Scene[]): fc.Arbitrary<History> => outlineNear(among).map(historyOf)

export const historyArbitrary = historyNear(scenes)

function historyOf(outline: Outline): History {
  const heartbeats = outline.walks.flatMap((walk) => heartbeatsOf(walk, outline))
  const changes = changesOf(outline, heartbeats)
  const events = heartbeats.flatMap(({ delays, ...event }) =>
    delays.map((delay) => ({ ...event, receivedAt: receivedAtOf(event.occurredAt, delay, outline, changes) })),
  )
  return { events, changes, defaultRetentionMs: outline.retentionDays * dayMs }
}

type Heartbeat = Omit<RawEvent, 'receivedAt'> & { readonly delays: readonly Delay[] }

function heartbeatsOf(walk: Outline['walks'][number], outline: Outline): Heartbeat[] {
  const networkId = pick(outline.networks, walk.network)
  const userId = pick(outline.users, walk.user)
  const timeZone = walk.zone.kind === 'text' ? walk.zone.text : pick(outline.scene.zones, walk.zone.nth)
  const timeouts = timeoutsMsOf(walk.network, walk.device, outline)
  // Start away from the scene's instant, so that the walk leads back to it and over it.
  let occurredAt = outline.scene.at - stepMs(walk.start, outline.scene.at, outline, timeouts)
  return walk.steps.map(({ step, delay, unknownZone, again }) => {
    const heartbeat = { networkId, userId, device: walk.device, timeZone: unknownZone ?? timeZone, occurredAt: inRange(occurredAt) }
    occurredAt += stepMs(step, occurredAt, outline, timeouts)
    const delays = again === 'never' ? [delay] : [delay, again === 'same' ? delay : again]
    return { ...heartbeat, delays }
  })
}

function stepMs(step: Step, from: number, { scene }: Outline, timeoutsMs: readonly number[]): number {
  switch (step.kind) {
    case 'timeout':
      return pick(timeoutsMs, step.index) + step.plus
    case 'within':
      return Math.floor((pick(timeoutsMs, step.index) * step.share) / 100)
    case 'to-scene':
      return scene.at + step.plus - from
    case 'ms':
      return step.ms
  }
}

function timeoutsMsOf(network: number, device: Device, { firstOns, changes }: Outline): number[] {
  const ofChanges = changes.flatMap((change) =>
    change.network === network && (change.what.kind === 'on' || change.what.kind === 'pause') ? [change.what.timeouts] : [],
  )
  const standard = device === 'mobile' ? 300 : 1800
  return [firstOns[network]?.timeouts, ...ofChanges].map((timeouts) => (timeouts?.[device] ?? standard) * secondMs)
}

function changesOf({ scene, networks, users, firstOns, changes, changesFirst }: Outline, heartbeats: readonly Heartbeat[]): TrackingChange[] {
  const first = firstOns.flatMap((firstOn, network) =>
    firstOn === undefined ? [] : [on(pick(networks, network), inRange(scene.at - firstOn.hoursBefore * hourMs), firstOn.timeouts)],
  )
  const further: TrackingChange[] = []
  for (const { network, at: spot, what } of changes) {
    const networkId = pick(networks, network)
    const ownHeartbeats = heartbeats.filter((heartbeat) => heartbeat.networkId === networkId)
    const known = spot.kind === 'at-event' ? ownHeartbeats.map(({ occurredAt }) => occurredAt) : [...first, ...further].map(({ at }) => at)
    const near = spot.kind === 'to-scene' || known.length === 0 ? scene.at : pick(known, spot.index)
    const at = inRange(near + spot.plus)
    switch (what.kind) {
      case 'on':
        further.push(on(networkId, at, what.timeouts))
        break
      case 'off':
        further.push({ networkId, at, change: 'off' })
        break
      case 'pause':
        further.push({ networkId, at, change: 'off' }, on(networkId, inRange(at + what.ms), what.timeouts))
        break
      case 'erase':
        further.push({ networkId, at, change: 'erase', ...(what.user !== undefined && { userId: pick(users, what.user) }) })
        break
      case 'retention':
        further.push({ networkId, at, change: 'retention', days: what.days })
    }
  }
  return changesFirst ? [...further, ...first] : [...first, ...further]
}

const on = (networkId: string, at: number, inactivityTimeoutSeconds: Timeouts | undefined): TrackingChange => ({
  networkId,
  at,
  change: 'on',
  ...(inactivityTimeoutSeconds !== undefined && { inactivityTimeoutSeconds }),
})

function receivedAtOf(occurredAt: number, delay: Delay, { retentionDays }: Outline, changes: readonly TrackingChange[]): number {
  switch (delay.kind) {
    case 'ms':
      return inRange(occurredAt + delay.ms)
    case 'retention':
      return inRange(occurredAt + (delay.days === 0 ? retentionDays : delay.days) * dayMs + delay.plus)
    case 'at-change': {
      const later = changes.filter(({ at }) => at >= occurredAt - minuteMs)
      return inRange(later.length === 0 ? occurredAt : pick(later, delay.index).at + delay.plus)
    }
  }
}

function pick<T>(choices: readonly T[], nth: number): T {
  const choice = choices[nth % choices.length]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}

const inRange = (instant: number) => Math.min(Math.max(instant, 0), lastInstant)
