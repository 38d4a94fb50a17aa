import { type Device, devices, type TrackingChange } from '@stitchlog/contracts'
import { GrowingNetworkLedger } from '@stitchlog/timeline'

/** Another format is not read: then the ledger is. */
const format = 1

const off = -1

type TimeoutSeconds = Readonly<Record<Device, number>>

/** Flat, since a network may have hundreds of thousands of switches: an instant and what it switches to, and so on. */
interface State {
  readonly format: typeof format
  /** What `on` may mean here. */
  readonly timeouts: readonly TimeoutSeconds[]
  /** An instant, and the number of the timeouts from then on, or -1 for off. */
  readonly switches: readonly number[]
  /** An instant, and the days that activity is kept from then on. */
  readonly retentions: readonly number[]
  /** Also of a switch that changed nothing. */
  readonly lastSwitchAt: number | null
}

/** What the switches and retentions of a network amount to, as text. Its erasures are not in it. */
export function checkpointState({ periods, retentions, lastSwitchAt }: GrowingNetworkLedger): string {
  const numbers = new Map<string, number>()
  const switches: number[] = []
  for (const [nth, { startsAt, endsAt, timeoutMs }] of periods.entries()) {
    const timeouts = JSON.stringify(Object.fromEntries(devices.map((device) => [device, timeoutMs[device] / 1000])))
    const number = numbers.get(timeouts) ?? numbers.size
    numbers.set(timeouts, number)
    switches.push(startsAt, number)
    if (endsAt !== Number.POSITIVE_INFINITY && periods[nth + 1]?.startsAt !== endsAt) switches.push(endsAt, off)
  }
  const state: State = {
    format,
    timeouts: [...numbers.keys()].map((text) => JSON.parse(text)),
    switches,
    retentions: retentions.flatMap(({ startsAt, retentionMs }) => [startsAt, retentionMs / dayMs]),
    lastSwitchAt: lastSwitchAt === Number.NEGATIVE_INFINITY ? null : lastSwitchAt,
  }
  return JSON.stringify(state)
}

const dayMs = 86_400_000

/** The ledger that a state was made of, without its erasures; undefined if the state has another format. */
export function ledgerOfCheckpoint(networkId: string, text: string): GrowingNetworkLedger | undefined {
  const { format: found, timeouts, switches, retentions, lastSwitchAt }: State = JSON.parse(text)
  if (found !== format) return undefined
  const ledger = new GrowingNetworkLedger()
  let last: TrackingChange = { networkId, at: Number.NEGATIVE_INFINITY, change: 'off' }
  for (let index = 0; index < switches.length; index += 2) {
    const [at = 0, number = off] = [switches[index], switches[index + 1]]
    const inactivityTimeoutSeconds = timeouts[number]
    last = inactivityTimeoutSeconds === undefined ? { networkId, at, change: 'off' } : { networkId, at, change: 'on', inactivityTimeoutSeconds }
    ledger.add(last)
  }
  if (lastSwitchAt !== null && lastSwitchAt > last.at) ledger.add({ ...last, at: lastSwitchAt })
  for (let index = 0; index < retentions.length; index += 2) {
    ledger.add({ networkId, change: 'retention', at: retentions[index] ?? 0, days: retentions[index + 1] ?? 0 })
  }
  return ledger
}
