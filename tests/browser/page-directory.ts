import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** How a page's directory behaves; `hangs` never answers, and `waits` until `answerDirectory` is called. */
type Behaviour = 'answers' | 'hangs' | 'throws' | 'nonsense' | 'waits'

/** Gives the view of a page a directory of these people, found by the beginnings of words. */
export async function giveDirectory(page: Page, people: readonly unknown[], behaviour: Behaviour = 'answers'): Promise<void> {
  await page.evaluate(`(() => {
    const people = ${JSON.stringify(people)}
    const words = (text) => text.toLowerCase().split(/[^\\p{L}\\p{N}]+/u).filter((word) => word !== '')
    const behave = (answer) => ({
      answers: () => Promise.resolve(answer),
      hangs: () => new Promise(() => {}),
      throws: () => { throw new Error('no directory today') },
      nonsense: () => 'yes',
      waits: () => new Promise((resolve) => (window.waiting ??= []).push(() => resolve(answer))),
    })[${JSON.stringify(behaviour)}]()
    window.questions = []
    document.querySelector('activity-overview, my-activity').directory = {
      find(ids) {
        window.questions.push(ids)
        return behave(people.filter((person) => person === null || ids.includes(person.id)))
      },
      search(text, cursor = '0') {
        const found = people.filter((person) => person !== null && words(text).every((each) => words(String(person.name)).some((word) => word.startsWith(each))))
        const next = Number(cursor) + 50
        return behave({ people: found.slice(Number(cursor), next), ...(found.length > next ? { cursor: String(next) } : {}) })
      },
    }
  })()`)
}

/** Lets a directory that waits answer what it was asked. */
export async function answerDirectory(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate('window.waiting?.length > 0')).toBe(true)
  await page.evaluate('window.waiting.splice(0).forEach((answer) => answer())')
}
