// node tests/bench/screenshots.ts [--out screenshots] [--only NAME] [--language nl-NL]
//
// Every state of the administrator's view as a picture: light and dark, wide and narrow, for people to look at.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { withOwnBrowser } from '../browser/launch-browser.ts'
import { startWithPeople } from '../browser/people.ts'
import { openState, viewStates } from '../browser/view-states.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const values = benchOptions('out', 'only', 'language')
const viewer = values.language === undefined ? {} : { locale: values.language }
const folder = values.out ?? 'screenshots'
const looks = [
  { look: 'wide-light', width: 1100, colorScheme: 'light' },
  { look: 'wide-dark', width: 1100, colorScheme: 'dark' },
  { look: 'narrow-light', width: 360, colorScheme: 'light' },
  { look: 'narrow-dark', width: 360, colorScheme: 'dark' },
] as const

mkdirSync(folder, { recursive: true })
const server = await startWithPeople()
try {
  await withOwnBrowser(async (context) => {
    for (const state of viewStates) {
      if (values.only !== undefined && !state.name.startsWith(values.only)) continue
      for (const { look, width, colorScheme } of looks) {
        const page = await context.newPage()
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 760 })
        await openState(page, server, state)
        // A window as high as the page draws all of it, what lies behind a dialog too.
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
        if (!state.name.startsWith('five-hundred')) await page.setViewportSize({ width, height })
        // Until what was opened last is drawn.
        await page.waitForTimeout(150)
        await page.screenshot({ path: join(folder, `${state.name}-${look}.png`) })
        await page.close()
        await state.restore?.(server)
      }
      console.log(state.name)
    }
  }, viewer)
} finally {
  await server.stop()
}
