import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

/** Debian's Chromium. */
export const wholeChromium = '/usr/bin/chromium'

/** The same without what only a window needs, which takes half the CPU time. */
const headlessShell = '/usr/bin/chromium-headless-shell'

export const executablePath = existsSync(headlessShell) ? headlessShell : wholeChromium

export interface Viewer {
  readonly locale?: string
  readonly timeZone?: string
  /** Of the machine instead of the browser's own: what its TZ says, which may be nonsense. */
  readonly machineTimeZone?: string
}

/** @param machineTimeZone what TZ says to it */
export async function launchBrowser(machineTimeZone?: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    ...(machineTimeZone === undefined ? {} : { env: { ...process.env, TZ: machineTimeZone } }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A viewer is in New York unless they are said to be elsewhere. */
export function contextOf({ locale, timeZone, machineTimeZone }: Viewer): BrowserContextOptions {
  return {
    ...(machineTimeZone === undefined ? { timezoneId: timeZone ?? 'America/New_York' } : {}),
    ...(locale === undefined ? {} : { locale }),
  }
}

/** Runs with a browser of its own, in New York unless it is said to be elsewhere. */
export async function withOwnBrowser<T>(use: (context: BrowserContext) => Promise<T>, viewer: Viewer = {}): Promise<T> {
  const browser = await launchBrowser(viewer.machineTimeZone)
  try {
    return await use(await browser.newContext(contextOf(viewer)))
  } finally {
    await browser.close()
  }
}
