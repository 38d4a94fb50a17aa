// node tests/bench/view.ts [--opens 10]
//
// How long it takes until 400 days of 20 sessions each are on the screen, and how long the tasks of the page are: while it opens, and while the days are
// scrolled and one is opened. Tasks are measured by their CPU time, so that other work on the machine does not count.

import { withOwnBrowser } from '../browser/launch-browser.ts'
import { now, type Stay, ViewServer } from '../browser/view-server.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { recordTasks } from './main-thread-tasks.ts'

endWithHelpIfAsked(import.meta.filename)

const dayCount = 399
const sessionsPerDay = 20
const hourMs = 3_600_000

const values = benchOptions('opens')
const openCount = Number(values.opens ?? 10)

const server = await ViewServer.start([{ networkId: 'acme', change: 'on', at: '2025-01-01T00:00+01:00', timeoutSeconds: { mobile: 60, web: 60 } }])
try {
  await server.send('acme', stays(), hourMs)
  await withOwnBrowser(
    async (context) => {
      const openings: number[] = []
      const tasks: { readonly opening: number[]; readonly using: number[] } = { opening: [], using: [] }
      for (let nth = 0; nth < openCount; nth++) {
        const page = await context.newPage()
        await page.clock.setFixedTime(now)
        const [from, to] = [dateOf(now - (dayCount - 1) * 24 * hourMs), dateOf(now)]
        const endOfOpening = await recordTasks(page)
        const startedAt = performance.now()
        await page.goto(await server.view({ network: 'acme', user: 'anna', from, to }))
        await page
          .locator('button.day')
          .nth(dayCount - 1)
          .waitFor({ state: 'attached' })
        openings.push(performance.now() - startedAt)
        await page.evaluate('new Promise(requestAnimationFrame)')
        tasks.opening.push(...(await endOfOpening()))
        const endOfUse = await recordTasks(page)
        for (let turn = 0; turn < 40; turn++) {
          await page.mouse.wheel(0, 600)
          await page.waitForTimeout(16)
        }
        await page.locator('button.day').nth(200).click()
        await page
          .locator('activity-day-sessions tbody tr')
          .nth(sessionsPerDay - 1)
          .waitFor()
        tasks.using.push(...(await endOfUse()))
        await page.close()
      }
      openings.sort((a, b) => a - b)
      const at = (share: number) => `${Math.round(openings[Math.min(Math.floor(share * openCount), openCount - 1)] ?? 0)} ms`
      console.log(`${dayCount} days of ${sessionsPerDay} sessions: on the screen after ${at(0.5)} (median), ${at(1)} (longest of ${openCount})`)
      for (const [what, all] of [
        ['while opening', tasks.opening],
        ['while scrolling and opening a day', tasks.using],
      ] as const) {
        const long = all.filter((ms) => ms > 50)
        console.log(`tasks ${what}: the longest took ${Math.round(Math.max(...all))} ms; over 50 ms: ${long.map(Math.round).join(', ') || 'none'}`)
      }
    },
    { timeZone: 'Europe/Amsterdam' },
  )
} finally {
  await server.stop()
}

/** Twenty sessions a day, alternately on phone and browser. */
function stays(): Stay[] {
  return Array.from({ length: dayCount * sessionsPerDay }, (_, nth) => {
    const day = now - Math.floor(nth / sessionsPerDay) * 24 * hourMs - 13 * hourMs
    const at = new Date(day + (nth % sessionsPerDay) * 35 * 60_000).toISOString()
    return {
      user: 'anna',
      device: nth % 2 === 0 ? 'web' : 'mobile',
      timeZone: 'Europe/Amsterdam',
      from: at,
      to: new Date(Date.parse(at) + 59_000).toISOString(),
    }
  })
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}
