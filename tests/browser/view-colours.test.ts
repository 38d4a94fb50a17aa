import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colours } from '../../packages/admin-ui/src/styles/colours.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { openView, styleOf } from './view-visit.ts'

type Name = keyof typeof colours & string

/** Which texts are on which grounds, and which marks must be told from their ground. After WCAG 2.2, 1.4.3 and 1.4.11. */
const pairs: readonly { readonly least: number; readonly on: Name; readonly of: readonly Name[] }[] = [
  { least: 4.5, on: 'surface', of: ['text', 'muted', 'accent', 'danger'] },
  { least: 4.5, on: 'raised', of: ['text', 'muted', 'accent', 'danger'] },
  { least: 4.5, on: 'accent', of: ['on-accent'] },
  { least: 4.5, on: 'accent-soft', of: ['accent'] },
  { least: 4.5, on: 'danger', of: ['on-danger'] },
  { least: 4.5, on: 'notice', of: ['on-notice'] },
  { least: 3, on: 'surface', of: ['field-line', 'focus', 'mobile', 'web', 'not-recorded'] },
  { least: 3, on: 'raised', of: ['field-line', 'focus', 'mobile', 'web'] },
  // Weekends in the drawings.
  { least: 3, on: 'line', of: ['mobile', 'web'] },
]

/** Of the view's own page, behind headings and tabs. */
const pageGrounds = { light: [251, 251, 252], dark: [19, 20, 23] } as const

type Rgb = readonly number[]

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** What the browser makes of the view's colours, within its innermost elements. */
const readColours = `(() => {
  const root = document.querySelector('activity-overview').shadowRoot.querySelector('[data-page]').shadowRoot
  const probe = root.appendChild(document.createElement('i'))
  // Where the reader has chosen a few colours, that of a text is one of these, but what is drawn has what it says.
  probe.style.forcedColorAdjust = 'none'
  const read = (name) => {
    probe.style.color = 'var(--' + name + ')'
    return getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map(Number)
  }
  const found = ${JSON.stringify(Object.keys(colours))}.map((name) => [name, read(name)])
  probe.remove()
  return found
})()`

describe.runIf(hasChromium)('the colours of the view', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  test.each(['light', 'dark'] as const)('can be told from each other on %s ground', async (colorScheme) => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', tab: 'users' })
      await page.emulateMedia({ colorScheme })
      await page.getByRole('link', { name: 'anna' }).waitFor()
      const found = new Map<string, Rgb>((await page.evaluate<[string, Rgb][]>(readColours)).map(([name, rgb]) => [name, rgb]))
      const of = (name: string) => found.get(name) ?? []
      const faint = pairs.flatMap(({ least, on, of: names }) =>
        names
          .map((name) => ({ name, on, ratio: contrast(of(name), of(on)), least }))
          .filter(({ ratio }) => !(ratio >= least))
          .map(({ name, ratio }) => `${name} on ${on}: ${ratio.toFixed(2)} instead of ${least}`),
      )
      expect(faint).toEqual([])
      for (const name of ['text', 'muted', 'accent']) expect(contrast(of(name), pageGrounds[colorScheme]), name).toBeGreaterThanOrEqual(4.5)
      // Each colour is of one of the pairs, or only decorates.
      const compared = new Set(pairs.flatMap(({ on, of: names }) => [on, ...names]))
      expect(Object.keys(colours).filter((name) => !compared.has(name))).toEqual(['shadow', 'backdrop'])
    })
  })

  test('are all those of the page that sets them, also deep within, but not on paper and not where the reader has a few', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', tab: 'users' })
      await page.getByRole('link', { name: 'anna' }).waitFor()
      const usual = await page.evaluate<[string, Rgb][]>(readColours)
      const wanted = Object.keys(colours).map((name, nth): [string, Rgb] => [name, [200, 100, nth]])
      const style = wanted.map(([name, rgb]) => `--activity-${name}: rgb(${rgb.join(' ')});`).join('')
      // By the debugger, which the page's content policy does not bind.
      await page.evaluate(`document.querySelector('activity-overview').style.cssText = ${JSON.stringify(style)}`)
      expect(await page.evaluate(readColours)).toEqual(wanted)
      await page.emulateMedia({ media: 'print' })
      expect(await page.evaluate(readColours)).toEqual(usual)
      await page.emulateMedia({ media: 'screen', forcedColors: 'active' })
      const forced = await page.evaluate<[string, Rgb][]>(readColours)
      expect(forced.filter(([, rgb]) => rgb[0] === 200 && rgb[1] === 100)).toEqual([])
    })
  })

  test('follow the color-scheme of the page, which can be set for the view alone; on paper they are those of light ground', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', tab: 'users' })
      await page.emulateMedia({ colorScheme: 'light' })
      await page.getByRole('link', { name: 'anna' }).waitFor()
      const usual = await page.evaluate(readColours)
      const light = await styleOf(page, 'tbody a', 'color')
      await page.evaluate("document.querySelector('activity-overview').style.colorScheme = 'dark'")
      const dark = await styleOf(page, 'tbody a', 'color')
      expect(dark).not.toBe(light)
      await page.emulateMedia({ media: 'print' })
      expect(await styleOf(page, 'tbody a', 'color')).toBe(light)
      // Drawings are not recoloured by the browser: theirs must be of the ground that the reader has chosen.
      await page.emulateMedia({ media: 'screen', forcedColors: 'active' })
      expect(await page.evaluate(readColours)).toEqual(usual)
    })
  })
})
