import { describe, expect, test } from 'vitest'
import { FakeMachine } from './fake-machine.ts'
import { forTheTime, use } from './use.ts'

const minute = 60_000

describe('the host', () => {
  test('may throw from everything it passes in', async () => {
    const machine = new FakeMachine()
    let calls = 0
    const tab = machine.open({
      getToken: () => {
        if (calls++ < 2) throw new Error('signed out')
        return 'token'
      },
      onEvent: () => {
        throw new Error('a bug')
      },
    })
    tab.listener.sign()
    await machine.pass(2 * minute)
    expect(machine.sentInstants().length).toBe(1)
    await tab.heartbeat.stop()
  })

  test('hears of storage that is full, and points are kept in memory, each tab its own', async () => {
    const machine = new FakeMachine()
    const tabs = [machine.open(), machine.open()]
    machine.hasStorage = false
    for (const tab of tabs) tab.listener.sign()
    const at = machine.time
    await machine.pass(minute)
    expect(machine.sentInstants()).toEqual([at])
    expect(machine.postings.length).toBe(2 * (forTheTime + 1))
    expect(tabs.map(({ events }) => events.some(([type]) => type === 'memory'))).toEqual([true, true])
  })

  test.each([false, true])('goes on in memory, and stops (forget: %s), where storage never answers', async (forget) => {
    const machine = new FakeMachine()
    const tab = machine.open()
    machine.storageAnswers = false
    tab.listener.sign()
    const at = machine.time
    await machine.pass(2 * minute)
    expect(machine.sentInstants()).toEqual([at])
    expect(tab.events.some(([type]) => type === 'memory')).toBe(true)
    let isStopped = false
    tab.heartbeat.stop({ forget }).then(() => {
      isStopped = true
    })
    await machine.pass(minute)
    expect(isStopped).toBe(true)
  })

  test.each([false, true])('can stop at once (forget: %s) where storage never answers', async (forget) => {
    const machine = new FakeMachine()
    const tab = machine.open()
    machine.storageAnswers = false
    tab.listener.sign()
    let isStopped = false
    tab.heartbeat.stop({ forget }).then(() => {
      isStopped = true
    })
    await machine.pass(2 * minute)
    expect(isStopped).toBe(true)
    expect(machine.postings.length).toBe(0)
  })

  test('stops it, and the last point is stored and sent', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    await use(machine, 40_000)
    tab.listener.sign()
    const at = machine.time
    await tab.heartbeat.stop()
    await machine.settle()
    expect(machine.sentInstants().at(-1)).toBe(at)
    tab.listener.sign()
    await machine.pass(10 * minute)
    expect(machine.sentInstants().at(-1)).toBe(at)
  })

  test('flushes', async () => {
    const machine = new FakeMachine()
    const tab = machine.open()
    await use(machine, 40_000)
    tab.listener.sign()
    const at = machine.time
    await tab.heartbeat.flush()
    expect(machine.sentInstants().at(-1)).toBe(at)
  })
})
