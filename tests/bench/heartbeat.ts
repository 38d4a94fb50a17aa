// node tests/bench/heartbeat.ts [--minutes 60]
//
// What an hour of use in one tab costs (requests, script time), and how long a day offline of three tabs takes to come back. Chromium and a real
// standalone server; the hour is an emulated one.

import type { Browser } from 'playwright-core'
import { fillWithADay } from '../browser/fill-with-a-day.ts'
import { HeartbeatServer } from '../browser/heartbeat-server.ts'
import { HeartbeatVisit, interval, launchHeartbeatBrowser, minute } from '../browser/heartbeat-visit.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const values = benchOptions('minutes')
const minutes = Number(values.minutes ?? 60)

/** Between two samples of the profiler. What takes longer was another process. */
const sampleMicros = 1000

const server = await HeartbeatServer.start()
const browser = await launchHeartbeatBrowser()
try {
  await measureUse(browser)
  await measureComingBack(browser)
} finally {
  await browser.close()
  await server.stop()
}

async function measureUse(browser: Browser): Promise<void> {
  await HeartbeatVisit.run(server, browser, 'hour', async (visit) => {
    const page = await visit.openTab()
    const cdp = await visit.context.newCDPSession(page)
    await cdp.send('Profiler.enable')
    await cdp.send('Profiler.start')
    await visit.use(page, minutes * minute, 30_000)
    const { profile } = await cdp.send('Profiler.stop')
    const client = new Set(profile.nodes.filter(({ callFrame }) => callFrame.url.endsWith('/heartbeat.js')).map(({ id }) => id))
    const micros = (profile.timeDeltas ?? []).reduce(
      (sum, delta, nth) => sum + (client.has(profile.samples?.[nth] ?? -1) ? Math.min(delta, sampleMicros) : 0),
      0,
    )
    console.log(`${minutes} minutes of use: ${visit.requests} requests, ${(micros / 1000).toFixed(1)} ms of script`)
  })
}

async function measureComingBack(browser: Browser): Promise<void> {
  await HeartbeatVisit.run(server, browser, 'day', async (visit) => {
    const pages = [await visit.openTab(), await visit.openTab(), await visit.openTab()] as const
    await visit.context.setOffline(true)
    const [first] = await visit.use(pages[0], minute)
    // Until the beat that records the last move: what is recorded while the rest is on its way waits for the next one.
    await visit.pass(interval, pages[0])
    await fillWithADay(visit, pages[1], first)
    const points = await visit.unsent(pages[1])
    const before = visit.requests
    const began = performance.now()
    await visit.context.setOffline(false)
    while ((await visit.unsent(pages[0])) > 0) {}
    console.log(
      `a day offline of three tabs, ${points} points: back in ${Math.round(performance.now() - began)} ms and ${visit.requests - before} requests`,
    )
  })
}
