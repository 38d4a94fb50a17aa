const renewEveryMs = 2000
const leaseMs = 6000
/** Whoever wrote last within this time has the lease. */
const settleMs = 200

/** What it needs of a browser; other things in tests. */
interface LeaseParts {
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly now: () => number
  readonly later: (ms: number, then: () => void) => () => void
  readonly random: () => number
}

const ofBrowser: LeaseParts = {
  storage: () => localStorage,
  now: Date.now,
  random: Math.random,
  later(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Leads by a lease in storage, for browsers without locks. Two may lead when one of them has slept, until it is hidden: that costs requests, and
 * changes no session.
 *
 * @param told called while it leads: there may be no other way to hear of other tabs
 */
export function leadByLease(
  scope: string,
  told: (isForgotten: boolean) => void,
  signal: AbortSignal,
  granted: () => void,
  { storage, now, later, random }: LeaseParts = ofBrowser,
): void {
  const name = `${scope} lease`
  const id = String(random())
  let isLeading = false
  let cancel = () => {}
  const holder = () => {
    const [who, until] = storage().getItem(name)?.split(' ') ?? []
    const leftMs = Number(until) - now()
    // One that lasts longer than any was written before the clock was set back.
    return leftMs > 0 && leftMs <= leaseMs ? who : undefined
  }
  const look = () => {
    if (signal.aborted) return
    let isHeld = true
    try {
      const who = holder()
      isHeld = who === id
      if (who === undefined || isHeld) storage().setItem(name, `${id} ${now() + leaseMs}`)
    } catch {
      // Nobody can lead for others: each tab sends its own.
    }
    cancel = later(isHeld ? renewEveryMs : settleMs, look)
    const didLead = isLeading
    isLeading = isHeld
    if (isHeld && didLead) told(false)
    else if (isHeld) granted()
  }
  look()
  signal.addEventListener('abort', () => {
    cancel()
    try {
      if (holder() === id) storage().removeItem(name)
    } catch {}
  })
}
