import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Debian's Chromium. Without it a build fails; on other machines the browser tests are left out, and say so. */
export const hasChromium = existsSync(executablePath)
if (!hasChromium) {
  const message = `${executablePath} is missing (apt-get install chromium)`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`SKIPPED: browser tests, because ${message}`)
}

export interface Viewer {
  readonly locale?: string
  readonly timeZone?: string
  /** Of the machine instead of the browser's own: what its TZ says, which may be nonsense. */
  readonly machineTimeZone?: string
}

/** Runs with a browser of its own, new and empty, in New York unless it is said to be elsewhere. */
export async function withBrowser<T>(use: (context: BrowserContext) => Promise<T>, { locale, timeZone, machineTimeZone }: Viewer = {}): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'stitchlog-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    acceptDownloads: true,
    ...(machineTimeZone === undefined ? { timezoneId: timeZone ?? 'America/New_York' } : { env: { ...process.env, TZ: machineTimeZone } }),
    ...(locale === undefined ? {} : { locale }),
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
  try {
    return await use(context)
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
}
