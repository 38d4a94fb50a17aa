import { describe, expect, test } from 'vitest'
import { leadByLease } from './lead-by-lease.ts'

/** Tabs of one browser without locks, whose time only the test moves. */
class Tabs {
  now = 1_800_000_000_000
  isBlocked = false
  readonly kept = new Map<string, string>()
  readonly leading = new Set<number>()
  looks = 0
  #timers: { readonly at: number; readonly then: () => void; readonly tab: number }[] = []
  readonly #asking = new Map<number, AbortController>()

  open(tab: number): void {
    const asking = new AbortController()
    this.#asking.set(tab, asking)
    const parts = {
      storage: () => {
        if (this.isBlocked) throw new DOMException('blocked', 'SecurityError')
        return {
          getItem: (name: string) => this.kept.get(name) ?? null,
          setItem: (name: string, value: string) => void this.kept.set(name, value),
          removeItem: (name: string) => void this.kept.delete(name),
        }
      },
      now: () => this.now,
      random: () => tab,
      later: (ms: number, then: () => void) => {
        const timer = { at: this.now + ms, then, tab }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter((it) => it !== timer)
        }
      },
    }
    const told = () => this.looks++
    leadByLease('acme', told, asking.signal, () => this.leading.add(tab), parts)
  }

  close(tab: number): void {
    this.#asking.get(tab)?.abort()
    this.leading.delete(tab)
  }

  /** Without a word. */
  kill(tab: number): void {
    this.#timers = this.#timers.filter((it) => it.tab !== tab)
    this.leading.delete(tab)
  }

  pass(ms: number): void {
    for (const until = this.now + ms; ; ) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) {
        this.now = until
        return
      }
      this.#timers = this.#timers.filter((it) => it !== next)
      this.now = Math.max(this.now, next.at)
      next.then()
    }
  }
}

describe('by a lease', () => {
  test('one of several tabs leads, for as long as it renews it, and looks for what others have stored', () => {
    const tabs = new Tabs()
    for (const tab of [1, 2, 3]) tabs.open(tab)
    tabs.pass(60_000)
    expect([...tabs.leading].length).toBe(1)
    expect(tabs.looks).toBeGreaterThanOrEqual(25)
  })

  test('the next one leads soon after the leader has closed, and within seconds after it has crashed', () => {
    const tabs = new Tabs()
    tabs.open(1)
    tabs.pass(1000)
    tabs.open(2)
    tabs.pass(10_000)
    expect([...tabs.leading]).toEqual([1])
    tabs.close(1)
    expect(tabs.kept.size).toBe(0)
    tabs.pass(1000)
    expect([...tabs.leading]).toEqual([2])
    tabs.open(3)
    tabs.kill(2)
    tabs.pass(7000)
    expect([...tabs.leading]).toEqual([3])
  })

  test('a tab that gives up asking never leads', () => {
    const tabs = new Tabs()
    tabs.open(1)
    tabs.pass(1000)
    tabs.open(2)
    tabs.close(2)
    tabs.close(1)
    tabs.pass(60_000)
    expect([...tabs.leading]).toEqual([])
  })

  test('a lease from before the clock was set back counts for nothing', () => {
    const tabs = new Tabs()
    tabs.open(1)
    tabs.pass(1000)
    tabs.kill(1)
    tabs.now -= 3_600_000
    tabs.open(2)
    tabs.pass(1000)
    expect([...tabs.leading]).toEqual([2])
  })

  test('each tab sends for itself where storage is blocked', () => {
    const tabs = new Tabs()
    tabs.isBlocked = true
    for (const tab of [1, 2]) tabs.open(tab)
    tabs.pass(10_000)
    expect([...tabs.leading]).toEqual([1, 2])
    tabs.close(1)
    tabs.pass(10_000)
    expect([...tabs.leading]).toEqual([2])
  })
})
