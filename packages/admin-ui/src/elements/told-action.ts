import { html, type LitElement, nothing, type TemplateResult } from 'lit'
import type { Answer, CsvFile, Failure } from '../api/activity-api.ts'
import type { Words } from '../i18n/en.ts'

/** Text in the current language. */
type Text = (words: Words) => string

/** What an element tells about the latest action of its menu: what became of it, or why a file failed. */
export class ToldAction {
  readonly #host: LitElement
  #text: Text | undefined
  #failure: Failure | undefined

  constructor(host: LitElement) {
    this.#host = host
  }

  /** Tells a text in place of what was told before, or nothing more. */
  tell(text?: Text, failure?: Failure): void {
    this.#text = text
    this.#failure = failure
    this.#host.requestUpdate()
  }

  /** Passes a file to the browser as a download. A plain link could not send the token's header. */
  async save(file: Promise<Answer<CsvFile>>): Promise<void> {
    this.tell((words) => words.loading)
    const answer = await file
    if ('failure' in answer) return this.tell(undefined, answer.failure)
    this.tell((words) => words.csvSaved)
    const { name, content } = answer.value
    const link = document.createElement('a')
    link.href = URL.createObjectURL(content)
    link.download = name
    link.click()
    URL.revokeObjectURL(link.href)
  }

  render(words: Words): TemplateResult {
    return html`
      <p class="told ${this.#text === undefined ? 'unseen' : 'notice quiet'}" role="status">${this.#text?.(words)}</p>
      ${this.#failure === undefined ? nothing : html`<div part="notice" class="notice" role="alert"><p>${words.failures[this.#failure]}</p></div>`}
    `
  }
}
