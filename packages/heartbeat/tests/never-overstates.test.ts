import { describe, expect, test } from 'vitest'
import { FakeMachine, type FakeTab, type SentBody } from './fake-machine.ts'

const minute = 60_000

const pointsOf = (machine: FakeMachine) => machine.postings.flatMap(({ body }) => (body as SentBody).events)

/** A tab that waits for a token, and what gives it one. */
function openWithoutToken(machine: FakeMachine): [tab: FakeTab, give: (token: string) => void] {
  let give = (_token: string): void => {}
  const token = new Promise<string>((resolve) => {
    give = resolve
  })
  return [machine.open({ getToken: () => token }), give]
}

describe('a request that is held up, as while the machine sleeps', () => {
  test.each(['the first one', 'the first one after it slept', 'a later one'])('moves nothing if it is %s', async (which) => {
    const machine = new FakeMachine()
    const tab = machine.open()
    const did: number[] = []
    const sign = () => {
      tab.listener.sign()
      did.push(machine.time)
    }
    if (which !== 'the first one') {
      sign()
      await machine.pass(31_000)
    }
    if (which === 'the first one after it slept') machine.sleep(5 * minute)
    machine.isHolding = true
    sign()
    await machine.pass(29_000)
    expect(machine.postings.length).toBe(which === 'the first one' ? 1 : 3)
    machine.sleep(25 * minute)
    machine.letGo()
    await machine.pass(20 * minute)
    expect(machine.sentInstants()).toEqual(did)
    expect(machine.stored.size).toBe(0)
  })

  test('does move if the clock is wrong, since nobody else could say so', async () => {
    const machine = new FakeMachine()
    machine.skew = -3 * 60 * minute
    machine.open().listener.sign()
    const did = machine.time
    await machine.pass(minute)
    expect(machine.sentInstants()).toEqual([did])
  })
})

describe('after consent was withdrawn', () => {
  test.each([
    ['stored', true, true],
    ['kept in memory', false, true],
    ['kept in memory, when somebody signs out', false, false],
  ])('nothing is sent that was %s while a token was awaited', async (_where, hasStorage, forget) => {
    const machine = new FakeMachine()
    machine.hasStorage = hasStorage
    const [tab, give] = openWithoutToken(machine)
    tab.listener.sign()
    await machine.pass(1000)
    await tab.heartbeat.stop({ forget })
    give('token')
    await machine.pass(minute)
    expect(machine.postings).toEqual([])
  })

  test('a tab that was hidden meanwhile sends nothing when it is shown and hidden again', async () => {
    const machine = new FakeMachine()
    const [first, second] = [machine.open(), machine.open()]
    first.listener.sign()
    await machine.pass(31_000)
    machine.isOnline = false
    first.listener.sign()
    machine.hide(first)
    await machine.settle()
    // It hears nothing in the back/forward cache.
    first.isHearing = false
    await second.heartbeat.stop({ forget: true })
    machine.isOnline = true
    const before = machine.postings.length
    machine.show(first)
    machine.hide(first)
    await machine.pass(minute)
    expect(machine.postings.slice(before)).toEqual([])
  })

  test.each(['visible', 'hidden'])('by a tab that is %s, the others that keep points in memory stop too', async (how) => {
    const machine = new FakeMachine()
    machine.hasStorage = false
    const [first, second, third] = [machine.open(), machine.open(), machine.open()]
    for (const tab of machine.tabs) tab.listener.sign()
    await machine.pass(1000)
    machine.hide(third)
    if (how === 'hidden') machine.hide(first)
    await machine.settle()
    await first.heartbeat.stop({ forget: true })
    await machine.settle()
    const before = machine.postings.length
    machine.show(third)
    for (const tab of [second, third]) tab.listener.sign()
    await machine.pass(10 * minute)
    expect(pointsOf(machine).length).toBe(3)
    expect(machine.postings.length).toBe(before)
  })
})

describe('a tab', () => {
  test('does not lead by a lock that it asked for before it was hidden', async () => {
    const machine = new FakeMachine()
    const [first, second] = [machine.open(), machine.open()]
    const early = machine.granted.at(-1)
    machine.hide(second)
    machine.show(second)
    early?.()
    expect([first.isLeading, second.isLeading]).toEqual([true, false])
  })

  test('that keeps points in memory does not lead, since it cannot send for others', async () => {
    const machine = new FakeMachine()
    const [first, second] = [machine.open(), machine.open()]
    machine.hasStorage = false
    first.listener.sign()
    await first.heartbeat.flush()
    machine.hasStorage = true
    machine.hide(first)
    machine.show(first)
    second.listener.sign()
    const at = machine.time
    machine.hide(second)
    machine.show(second)
    await machine.pass(minute)
    expect([first.isLeading, second.isLeading]).toEqual([false, true])
    expect(machine.sentInstants()).toEqual([at])
    expect(machine.stored.size).toBe(0)
  })
})

describe('sending goes on', () => {
  test('and rests when what could not be sent was sent by another tab', async () => {
    const machine = new FakeMachine()
    const [first, second] = [machine.open(), machine.open()]
    machine.isOnline = false
    first.listener.sign()
    await machine.pass(1000)
    machine.isOnline = true
    machine.hide(first)
    await machine.pass(minute)
    expect(machine.stored.size).toBe(0)
    machine.show(first)
    machine.hide(second)
    await machine.pass(minute)
    const before = machine.reads
    await machine.pass(10 * minute)
    expect(machine.reads - before).toBeLessThan(5)
  })

  test('within seconds when the network is said to be back before it is', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    machine.isOnline = false
    for (const until = machine.time + 60 * minute; machine.time < until; await machine.pass(20_000)) tab.listener.sign()
    tab.listener.online()
    await machine.settle()
    machine.isOnline = true
    await machine.pass(3000)
    expect(machine.stored.size).toBe(0)
  })

  test('when a token never comes', async () => {
    const machine = new FakeMachine()
    let calls = 0
    const tab = machine.open({ getToken: () => (calls++ === 0 ? new Promise(() => {}) : 'token') })
    tab.listener.sign()
    const at = machine.time
    await machine.pass(2 * minute)
    expect(machine.sentInstants()).toEqual([at])
  })

  test('in few requests when the server cannot read one point of many', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    machine.isOnline = false
    for (let nth = 0; nth < 300; nth++) {
      machine.zone = nth === 200 ? 'broken' : 'Europe/Amsterdam'
      tab.listener.sign()
      await machine.pass(30_000)
    }
    machine.isOnline = true
    machine.answer = ({ body }) => ({ status: (body as SentBody).events.some(({ timeZone }) => timeZone === 'broken') ? 400 : 202 })
    const stored = [...machine.stored.values()].filter(({ timeZone }) => timeZone !== 'broken').map(({ occurredAt }) => occurredAt)
    const before = machine.postings.length
    tab.listener.online()
    for (let turns = 0; turns < 10; turns++) await machine.settle()
    expect(machine.sentInstants()).toEqual(stored.sort((a, b) => a - b))
    expect(machine.postings.length - before).toBeLessThan(40)
  })
})
