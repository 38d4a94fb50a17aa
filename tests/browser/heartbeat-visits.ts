import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { HeartbeatServer } from './heartbeat-server.ts'
import { HeartbeatVisit, launchHeartbeatBrowser } from './heartbeat-visit.ts'

/** A server and a browser for all tests of a `describe`, and visits to it. */
export function heartbeatVisits() {
  let running: { readonly server: HeartbeatServer; readonly browser: Browser }
  beforeAll(async () => {
    const [server, browser] = await Promise.all([HeartbeatServer.start(), launchHeartbeatBrowser()])
    running = { server, browser }
  })
  afterAll(async () => {
    await running.browser.close()
    await running.server.stop()
  })
  return {
    /** To be called in tests only: it starts before the first of them. */
    server: () => running.server,
    browser: () => running.browser,
    visit: (user: string, work: (visit: HeartbeatVisit) => Promise<void>) => HeartbeatVisit.run(running.server, running.browser, user, work),
  }
}
