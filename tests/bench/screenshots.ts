// node tests/bench/screenshots.ts [--out screenshots] [--only NAME] [--look NAME] [--language nl-NL]
//
// Every state of the administrator's view for people to look at: light and dark, wide and narrow, with a few colours chosen by the reader, enlarged to
// 200 %, and on paper. Only those whose name begins with NAME, if it is given.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { withOwnBrowser } from '../browser/launch-browser.ts'
import { startWithPeople } from '../browser/people.ts'
import { openState, viewStates } from '../browser/view-states.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const values = benchOptions('out', 'only', 'look', 'language')
const viewer = values.language === undefined ? {} : { locale: values.language }
const folder = values.out ?? 'screenshots'
interface Look {
  readonly look: string
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors?: 'active'
  /** Of an enlarged page, which has the less room. */
  readonly zoom?: number
  readonly isOnPaper?: boolean
}

const looks: readonly Look[] = [
  { look: 'wide-light', width: 1100, colorScheme: 'light' },
  { look: 'wide-dark', width: 1100, colorScheme: 'dark' },
  { look: 'narrow-light', width: 360, colorScheme: 'light' },
  { look: 'narrow-dark', width: 360, colorScheme: 'dark' },
  { look: 'forced-colours', width: 1100, colorScheme: 'dark', forcedColors: 'active' },
  { look: 'zoomed', width: 1100, colorScheme: 'light', zoom: 2 },
  { look: 'paper', width: 1100, colorScheme: 'dark', isOnPaper: true },
]

mkdirSync(folder, { recursive: true })
const server = await startWithPeople()
try {
  await withOwnBrowser(async (context) => {
    for (const state of viewStates) {
      if (values.only !== undefined && !state.name.startsWith(values.only)) continue
      for (const { look, width, colorScheme, forcedColors = 'none', zoom = 1, isOnPaper = false } of looks) {
        if (values.look !== undefined && !look.startsWith(values.look)) continue
        const page = await context.newPage()
        await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' })
        const room = { width: width / zoom, height: 760 / zoom }
        await page.setViewportSize(room)
        await openState(page, server, state)
        // A window as high as the page draws all of it, what lies behind a dialog too.
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
        if (!state.name.startsWith('five-hundred')) await page.setViewportSize({ ...room, height })
        // Until what was opened last is drawn.
        await page.waitForTimeout(150)
        const path = join(folder, `${state.name}-${look}`)
        if (isOnPaper) await page.pdf({ path: `${path}.pdf`, format: 'A4', preferCSSPageSize: true })
        else await page.screenshot({ path: `${path}.png` })
        await page.close()
        await state.restore?.(server)
      }
      console.log(state.name)
    }
  }, viewer)
} finally {
  await server.stop()
}
