import type { Page } from 'playwright-core'

/** Answers a question by mouse and by keyboard, and counts what was clicked or pressed. */
export class Asking {
  count = 0
  readonly page: Page
  readonly #byKeyboard: boolean

  constructor(page: Page, byKeyboard: boolean) {
    this.page = page
    this.#byKeyboard = byKeyboard
  }

  /** Clicks on what matches, or goes there with the keyboard and presses Enter. */
  async choose(selector: string, nth = 0): Promise<void> {
    this.count++
    const target = this.page.locator(selector).nth(nth)
    await target.waitFor()
    if (!this.#byKeyboard) return await target.click()
    await target.focus()
    await this.page.keyboard.press('Enter')
  }
}
