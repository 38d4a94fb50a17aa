import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { FakeMachine, sessionsOf } from './fake-machine.ts'

type Step =
  | { readonly do: 'sign' | 'hide' | 'show' | 'kill'; readonly tab: number }
  | { readonly do: 'open' | 'network' | 'busy' | 'hold' }
  | { readonly do: 'pass' | 'sleep'; readonly ms: number }

const tab = fc.nat({ max: 3 })
const short = fc.integer({ min: 100, max: 50_000 })
const long = fc.integer({ min: 50_000, max: 7_200_000 })

const steps = (isCrashing: boolean): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ do: fc.constant('sign' as const), tab }) },
      { weight: 8, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: short }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pass' as const, 'sleep' as const), ms: long }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('hide' as const, 'show' as const), tab }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('open' as const, 'network' as const, 'busy' as const, 'hold' as const) }) },
      ...(isCrashing ? [{ weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), tab }) }] : []),
    ),
    { minLength: 5, maxLength: 60 },
  )

/** When something happened in a tab: on the wall clock, and on the one by which timers go. */
interface Happened {
  readonly tab: number
  readonly at: number
  readonly uptime: number
}

/** Runs the steps; then everything works again and everybody looks, so that all that can be sent is sent. @returns when the person did something */
async function run(machine: FakeMachine, script: readonly Step[]): Promise<{ did: Happened[]; kills: Happened[] }> {
  const did: Happened[] = []
  const kills: Happened[] = []
  const now = (tab: number): Happened => ({ tab, at: machine.time, uptime: machine.time - machine.slept })
  const seen = new Map<number, boolean>()
  machine.open()
  seen.set(0, true)
  for (const step of script) {
    const at = 'tab' in step ? step.tab % machine.tabs.length : 0
    const tab = machine.tabs[at]
    if (step.do === 'pass') await machine.pass(step.ms)
    else if (step.do === 'sleep') machine.sleep(step.ms)
    else if (step.do === 'network') machine.isOnline = !machine.isOnline
    else if (step.do === 'hold') {
      if (machine.isHolding) machine.letGo()
      else machine.isHolding = true
    } else if (step.do === 'busy') {
      const isBusy = machine.answer(busyProbe).status === 503
      machine.answer = () => (isBusy ? { status: 202 } : { status: 503, retryAfter: '40' })
    } else if (step.do === 'open' && machine.tabs.length < 4) {
      seen.set(machine.tabs.length, true)
      machine.open()
    } else if (tab?.isThere) {
      if (step.do === 'kill') {
        machine.kill(tab)
        kills.push(now(at))
      }
      if (step.do === 'hide' || step.do === 'show') {
        machine[step.do](tab)
        seen.set(at, step.do === 'show')
      }
      if (step.do === 'sign') {
        tab.listener.sign()
        if (seen.get(at)) did.push(now(at))
      }
    }
    await machine.settle()
    expect(machine.tabs.filter(({ isLeading }) => isLeading).length).toBeLessThanOrEqual(1)
  }
  machine.letGo()
  machine.isOnline = true
  machine.answer = () => ({ status: 202 })
  machine.open()
  for (const tab of machine.tabs) if (tab.isThere) machine.show(tab)
  for (const tab of machine.tabs) if (tab.isThere) tab.listener.online()
  await machine.pass(3_700_000)
  return { did, kills }
}

const busyProbe = { url: '', token: '', body: {}, isLast: false }

test('whatever happens to the tabs, the sessions of all timeouts are those of what the person did', async () => {
  await fc.assert(
    fc.asyncProperty(steps(false), async (script) => {
      const machine = new FakeMachine()
      const { did } = await run(machine, script)
      const instants = did.map(({ at }) => at)
      for (const timeoutMs of [60_000, 300_000, 1_800_000])
        expect(sessionsOf(machine.sentInstants(), timeoutMs)).toEqual(sessionsOf(instants, timeoutMs))
      expect(machine.stored.size).toBe(0)
    }),
    propertyParameters(),
  )
})

test('a tab that crashes loses what it saw since its last beat, and nothing is ever made up', async () => {
  await fc.assert(
    fc.asyncProperty(steps(true), async (script) => {
      const machine = new FakeMachine()
      const { did, kills } = await run(machine, script)
      const sent = machine.sentInstants()
      expect(sent.filter((instant) => !did.some(({ at }) => at === instant))).toEqual([])
      // Beats are at most 33 s apart.
      const isLost = (sign: Happened) => kills.some(({ tab, uptime }) => tab === sign.tab && uptime - sign.uptime <= 33_000)
      const kept = did.filter((sign) => !isLost(sign)).map(({ at }) => at)
      for (const timeoutMs of [60_000, 300_000, 1_800_000]) {
        const shown = sessionsOf(sent, timeoutMs)
        for (const [start, end] of sessionsOf(kept, timeoutMs)) {
          const around = shown.find((session) => session[0] <= start && end <= session[1])
          expect(around, `${start} to ${end} is in ${JSON.stringify(shown)}`).toBeDefined()
        }
      }
    }),
    propertyParameters(),
  )
})

test('nothing is sent after everything was forgotten, by whichever tab and whenever', async () => {
  await fc.assert(
    fc.asyncProperty(steps(true), fc.nat({ max: 59 }), tab, async (script, when, which) => {
      const machine = new FakeMachine()
      await run(machine, script.slice(0, when))
      machine.isOnline = false
      for (const tab of machine.tabs) tab.listener.sign()
      await machine.settle()
      const forgetting = machine.tabs.filter(({ isThere }) => isThere)
      await forgetting[which % forgetting.length]?.heartbeat.stop({ forget: true })
      expect(machine.stored.size).toBe(0)
      const requests = machine.postings.length
      machine.isOnline = true
      for (const tab of forgetting) {
        machine.show(tab)
        tab.listener.sign()
        tab.listener.online()
      }
      await machine.pass(600_000)
      expect(machine.postings.length).toBe(requests)
      expect(machine.stored.size).toBe(0)
    }),
    propertyParameters(),
  )
})
