import { existsSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { closedAtEnd } from '../left-open.ts'
import { contextOf, launchBrowser, type Viewer, wholeChromium } from './launch-browser.ts'

/** Without Chromium a build fails; on other machines the browser tests are left out, and say so. */
export const hasChromium = existsSync(wholeChromium)
if (!hasChromium) {
  const message = `${wholeChromium} is missing (apt-get install chromium)`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`SKIPPED: browser tests, because ${message}`)
}

/** Those of this process, by the time zone of their machine, for all its test files: a start takes longer than most tests. They end with the process. */
const browsers = new Map<string | undefined, Promise<Browser>>()

async function newContext(viewer: Viewer): Promise<BrowserContext> {
  const { machineTimeZone } = viewer
  const launching = browsers.get(machineTimeZone) ?? launchBrowser(machineTimeZone)
  browsers.set(machineTimeZone, launching)
  const context = await (await launching).newContext(contextOf(viewer))
  closedAtEnd(() => context.close())
  return context
}

/** Runs with what a browser knows of one viewer: new and empty each time. In New York unless it is said to be elsewhere. */
export async function withBrowser<T>(use: (context: BrowserContext) => Promise<T>, viewer: Viewer = {}): Promise<T> {
  const context = await newContext(viewer)
  try {
    return await use(context)
  } finally {
    await context.close()
  }
}

/** A page for all tests of a file that leave it as it was. */
export async function newPage(viewer: Viewer): Promise<Page> {
  return await (await newContext(viewer)).newPage()
}
