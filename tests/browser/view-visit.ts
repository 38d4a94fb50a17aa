import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { languageNames } from '../../packages/admin-ui/src/i18n/language.ts'
import { nl } from '../../packages/admin-ui/src/i18n/nl.ts'
import { now, type ViewServer } from './view-server.ts'

/** What every flow is tried in. */
export const languages = [
  { language: 'English', ownName: languageNames.en, locale: 'en-GB', words: en },
  { language: 'Dutch', ownName: languageNames.nl, locale: 'nl-NL', words: nl },
] as const

/** Finds what has the focus, also inside of elements; for a function that is evaluated in the page. */
const findFocused = `(() => {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
  return focused
})()`

const matchesFocused = (selector: string) => `${findFocused}?.matches(${JSON.stringify(selector)}) ?? false`

/** What has the focus without showing it. */
const findUnseenFocus = `(() => {
  const focused = ${findFocused}
  if (focused === null || focused === document.body) return ''
  const mark = focused.querySelector('.target') ?? focused
  const { outlineStyle, outlineWidth, stroke, strokeWidth } = getComputedStyle(mark)
  const isSeen = mark === focused ? outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 : stroke !== 'none' && parseFloat(strokeWidth) >= 2
  return isSeen ? '' : focused.outerHTML.slice(0, 120)
})()`

/** Where the question before an erasure asks for whom. */
const eraseField = 'activity-confirm-dialog input'

const focusSchema = z.object({ unseen: z.string(), isThere: z.boolean() })

/** Opens the view at `now` on the viewer's clock. */
export async function openView(context: BrowserContext, server: ViewServer, place: Readonly<Record<string, string>>, token?: string): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.clock.setFixedTime(now)
  await page.goto(await server.view(place, token))
  return page
}

/**
 * Leaves the view as if its tab had been closed: the page is as good as new, and takes a quarter of the time of a new one. It stays with the server,
 * since another site, `about:blank` too, would get a renderer process of its own.
 */
export async function leaveView(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return
  await page.evaluate('sessionStorage.clear()')
  await page.goto(new URL('/healthz', page.url()).href)
}

/** Waits until all that follows from what has happened has been drawn: the second frame from now begins after the first one was. */
export async function untilDrawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
}

/** What the API answers. */
export async function readApi(server: ViewServer, path: string, token: string): Promise<unknown> {
  const response = await fetch(server.address + path, { headers: { authorization: `Bearer ${token}` } })
  return await response.json()
}

/** Texts of elements, without the white space between their parts. */
export async function textsOf(page: Page, selector: string): Promise<string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

/**
 * Presses Tab, or another key, until something that matches has the focus, as people do who have no mouse. Waits first until there is something that
 * does: they would not set out before either. Every stop on the way must be seen.
 */
export async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  await page.locator(selector).first().waitFor({ state: 'attached' })
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key)
    // Asked at once: each question of its own takes as long as the press.
    const { unseen, isThere } = focusSchema.parse(await page.evaluate(`({ unseen: ${findUnseenFocus}, isThere: ${matchesFocused(selector)} })`))
    expect(unseen).toBe('')
    if (isThere) return
  }
  throw new Error(`${key} does not lead to ${selector}`)
}

export async function hasFocus(page: Page, selector: string): Promise<boolean> {
  return (await page.evaluate(matchesFocused(selector))) === true
}

/** Waits until something that matches has the focus. */
export async function focusComesTo(page: Page, selector: string): Promise<void> {
  await expect.poll(() => hasFocus(page, selector), { message: `the focus comes to ${selector}` }).toBe(true)
}

/** Chooses in a user's menu to erase the user, and waits for the question: it is read when it is first needed. */
export async function askToErase(page: Page): Promise<void> {
  await page.locator('.dots').click()
  await page.getByRole('menuitem', { name: /Erase|Wissen/ }).click()
  await focusComesTo(page, eraseField)
}

/** Types a name or an id where the question before an erasure asks for it, once it does. */
export async function typeToErase(page: Page, typed: string): Promise<void> {
  await focusComesTo(page, eraseField)
  await page.keyboard.type(typed)
}

/** How the first element that matches is drawn, also inside of elements; or its `::before` or `::after`. */
export async function styleOf(page: Page, selector: string, property: string, pseudo = ''): Promise<string> {
  const found: unknown = await page.evaluate(`(() => {
    const find = (root) => {
      for (const element of root.querySelectorAll('*')) {
        const found = element.matches(${JSON.stringify(selector)}) ? element : element.shadowRoot && find(element.shadowRoot)
        if (found) return found
      }
    }
    return getComputedStyle(find(document), ${JSON.stringify(pseudo)}).getPropertyValue(${JSON.stringify(property)})
  })()`)
  return String(found)
}

/** All text that is drawn, also inside of elements, whose own text is empty. */
export async function drawnText(page: Page): Promise<string> {
  const text: unknown = await page.evaluate(`(() => {
    const pieces = []
    const read = (node) => {
      if (node instanceof Text) {
        if (node.parentElement?.checkVisibility() && !node.parentElement.matches('style')) pieces.push(node.data)
      } else for (const child of (node.shadowRoot ?? node).childNodes) read(child)
    }
    read(document.body)
    return pieces.join(' ')
  })()`)
  return String(text).replaceAll(/\s+/g, ' ')
}
