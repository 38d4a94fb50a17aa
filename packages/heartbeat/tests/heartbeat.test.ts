import { describe, expect, test } from 'vitest'
import type { DatedAnswer } from '../src/platform.ts'
import { FakeMachine, type SentBody } from './fake-machine.ts'
import { forTheTime, use } from './use.ts'

const minute = 60_000

const bodies = (machine: FakeMachine) => machine.postings.map(({ body }) => body as SentBody)

describe('beats', () => {
  test('come at the first sign, then twice a minute with the first and the last sign since the one before', async () => {
    const machine = new FakeMachine()
    const start = machine.time
    machine.open()
    await use(machine, 10 * minute)
    expect(machine.postings.length).toBe(machine.requests.length + forTheTime)
    expect(machine.requests[0]?.events.map(({ occurredAt }) => occurredAt - start)).toEqual([0])
    expect(machine.requests.length).toBeGreaterThanOrEqual(18)
    expect(machine.requests.length).toBeLessThanOrEqual(21)
    for (const { events } of machine.requests.slice(1)) expect(events.length).toBe(2)
    const sent = machine.sentInstants()
    expect(sent.every((at) => (at - start) % 5000 === 0)).toBe(true)
  })

  test('end two minutes after the last sign, and nothing is claimed beyond it', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    await use(machine, minute)
    const last = machine.time - 5000
    await machine.pass(600 * minute)
    expect(machine.sentInstants().at(-1)).toBe(last)
    const requests = machine.postings.length
    // The first sign after that is sent at once.
    tab.listener.sign()
    await machine.pass(0)
    expect(machine.postings.length).toBe(requests + 1)
  })

  test('name the zone of the moment', async () => {
    const machine = new FakeMachine()
    machine.open()
    await use(machine, minute)
    machine.zone = 'America/New_York'
    await use(machine, minute)
    expect(new Set(machine.requests.flatMap(({ events }) => events.map(({ timeZone }) => timeZone)))).toEqual(
      new Set(['Europe/Amsterdam', 'America/New_York']),
    )
  })

  test('of a hidden tab are one last one, and none while it is hidden', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    await use(machine, 40_000)
    tab.listener.sign()
    const last = machine.time
    machine.hide(tab)
    await machine.settle()
    expect(machine.sentInstants().at(-1)).toBe(last)
    expect(machine.postings.at(-1)?.isLast).toBe(true)
    expect(machine.stored.size).toBe(0)
    tab.listener.sign()
    await machine.pass(60 * minute)
    expect(machine.sentInstants().at(-1)).toBe(last)
  })
})

describe('tabs', () => {
  test('of one user beat as one, and the next leads at once when the leader dies', async () => {
    const machine = new FakeMachine()
    const tabs = Array.from({ length: 10 }, () => machine.open())
    for (const until = machine.time + 10 * minute; machine.time < until; await machine.pass(1000)) {
      for (const tab of tabs) tab.listener.sign()
    }
    expect(machine.postings.length).toBeLessThanOrEqual(forTheTime + 21)
    expect(tabs.map(({ isLeading }) => isLeading)).toEqual([true, ...Array(9).fill(false)])
    const [leader, second] = tabs
    if (leader) machine.kill(leader)
    expect(second?.isLeading).toBe(true)
    second?.listener.sign()
    const last = machine.time
    await machine.pass(minute)
    expect(machine.sentInstants().at(-1)).toBe(last)
  })
})

describe('the server', () => {
  const answers = async (...given: DatedAnswer[]) => {
    const machine = new FakeMachine()
    const asked: boolean[] = []
    const tab = machine.open({
      getToken: (isRefused) => {
        asked.push(isRefused)
        return `token ${asked.length}`
      },
    })
    machine.answer = () => given.shift() ?? { status: 202 }
    tab.listener.sign()
    await machine.settle()
    await machine.pass(0)
    return { machine, asked, tab }
  }

  test('that refuses a token gets another one at once, and not a third', async () => {
    const { machine, asked } = await answers({ status: 401 }, { status: 401 })
    expect(machine.postings.map(({ token }) => token)).toEqual(['token 1', 'token 2'])
    expect(asked).toEqual([false, true])
    await machine.pass(minute)
    expect(machine.postings.map(({ token }) => token)).toEqual(['token 1', 'token 2', 'token 3'])
    expect(machine.stored.size).toBe(0)
  })

  test.each([429, 503])('that answers %d with Retry-After is left alone for that long, also when the network comes back', async (status) => {
    const { machine, tab } = await answers({ status, retryAfter: '90' })
    tab.listener.online()
    await machine.pass(89_000)
    expect(machine.postings.length).toBe(1)
    await machine.pass(60_000)
    expect(machine.postings.length).toBe(2)
    expect(machine.stored.size).toBe(0)
  })

  test('that says that tracking is off is left alone, and hears afterwards what happened meanwhile', async () => {
    const { machine } = await answers({ status: 202, pauseForSeconds: 300 })
    await use(machine, 4 * minute)
    expect(machine.postings.length).toBe(1)
    await use(machine, 4 * minute)
    expect(machine.postings.length).toBeGreaterThan(1)
    expect(machine.sentInstants().length).toBeGreaterThan(9)
  })

  test('that cannot be reached is tried again, at once when the network comes back', async () => {
    const { machine, tab } = await answers({ status: 0 }, { status: 0 })
    await machine.pass(2000)
    expect(machine.postings.length).toBe(2)
    tab.listener.online()
    await machine.settle()
    expect(machine.postings.length).toBe(2 + forTheTime + 1)
    expect(machine.stored.size).toBe(0)
  })

  test('that finds a request too large gets smaller ones', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    machine.isOnline = false
    await use(machine, 120 * minute)
    machine.isOnline = true
    machine.answer = ({ body }) => ({ status: (body as SentBody).events.length > 100 ? 413 : 202 })
    tab.listener.online()
    await machine.settle()
    await machine.settle()
    expect(machine.stored.size).toBe(0)
    expect(bodies(machine).every(({ events }) => events.length < 1000)).toBe(true)
  })

  test('of a hotel, which answers 200 to everything, takes nothing', async () => {
    const { machine } = await answers({ status: 200 })
    await machine.pass(2 * minute)
    expect(machine.postings.length).toBe(2)
    expect(machine.sentInstants().length).toBe(1)
  })

  test('is sent a day of three tabs offline in few requests', async () => {
    const machine = new FakeMachine()
    const tabs = [machine.open(), machine.open(), machine.open()]
    machine.isOnline = false
    for (const until = machine.time + 8 * 60 * minute; machine.time < until; await machine.pass(10_000)) for (const tab of tabs) tab.listener.sign()
    machine.isOnline = true
    const before = machine.postings.length
    tabs[0]?.listener.online()
    await machine.settle()
    await machine.settle()
    expect(machine.stored.size).toBe(0)
    expect(machine.postings.length - before).toBeLessThan(20)
  })
})

describe('the clock', () => {
  test('is named when a request is sent, and not in a last one if it is known to be right', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    await use(machine, 40_000)
    tab.listener.sign()
    machine.hide(tab)
    await machine.settle()
    expect(bodies(machine)[0]?.sentAt).toBeGreaterThan(0)
    expect(bodies(machine).at(-1)?.sentAt).toBeUndefined()
  })

  test('that is wrong is named in the last request too', async () => {
    const machine = new FakeMachine()
    machine.skew = 3 * 60 * minute
    const tab = machine.open()
    await use(machine, 40_000)
    tab.listener.sign()
    machine.hide(tab)
    await machine.settle()
    expect(bodies(machine).at(-1)?.sentAt).toBe(machine.time + machine.skew)
  })

  test('that is set back moves what was seen by it', async () => {
    const machine = new FakeMachine()
    machine.skew = 3 * 60 * minute
    const start = machine.time
    const tab = machine.open()
    machine.isOnline = false
    await use(machine, 20 * minute)
    machine.skew = 0
    tab.listener.sign()
    await machine.settle()
    machine.isOnline = true
    tab.listener.online()
    await machine.pass(minute)
    const sent = machine.sentInstants()
    expect([sent[0], sent.at(-1)]).toEqual([start, start + 20 * minute])
    expect(tab.events.filter(([type]) => type === 'clock').length).toBe(1)
  })

  test('that slept leaves a gap', async () => {
    const machine = new FakeMachine()
    const start = machine.time
    machine.open()
    await use(machine, minute)
    machine.sleep(120 * minute)
    await use(machine, minute)
    const gaps = machine.sentInstants().map((at) => at - start)
    expect(gaps.some((at) => at > minute && at < 121 * minute - 5000)).toBe(false)
  })
})
