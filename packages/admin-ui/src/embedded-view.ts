import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit'
import { languageChoice, languageChoiceStyles } from './elements/language-choice.ts'
import type { Words } from './i18n/en.ts'
import type { Language } from './i18n/language.ts'
import { Speech } from './i18n/speech.ts'
import type { TextChanges } from './i18n/text-changes.ts'
import { NamedView } from './names/named-view.ts'
import { root } from './styles/root.ts'
import { shared, theme } from './styles/shared.ts'

/** How long a page may take to hand over a token before it is said that nobody is signed in. */
const tokenAwaitedMs = 15_000

/** What stands in a page of others: what that page decides about it, what it puts into it, and what it is told. */
export abstract class EmbeddedView extends NamedView {
  static override styles = [theme, shared, root, languageChoiceStyles]

  static override properties: PropertyDeclarations = {
    ...NamedView.properties,
    lang: {},
    token: {},
    headingLevel: { type: Number, attribute: 'heading-level' },
    hideTitle: { type: Boolean, attribute: 'hide-title' },
    hideLanguage: { type: Boolean, attribute: 'hide-language' },
    texts: { attribute: false },
    isTokenLate: { state: true },
  }

  /** Undefined: it is on its way. Null or empty: nobody is signed in. */
  declare token: string | null | undefined
  /** Of the view's first heading; those below it follow. */
  declare headingLevel: number
  /** For pages that have a title of their own. Screen readers still find it. */
  declare hideTitle: boolean
  declare hideLanguage: boolean
  /** Texts that are shown instead of the view's own. With `lang` of a language that the view does not speak, they should be all of them. */
  declare texts: TextChanges | undefined
  declare private isTokenLate: boolean
  readonly speech = new Speech(this)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.lang = ''
    this.headingLevel = 1
    this.hideTitle = false
    this.hideLanguage = false
    this.isTokenLate = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#await()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('token')) this.#await()
  }

  get language(): Language {
    return this.speech.language
  }

  get words(): Words {
    return this.speech.words
  }

  /** The token, as it is sent; empty if there is none. */
  protected get bearer(): string {
    return this.token ?? ''
  }

  protected tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  /** What the view shows, in its language, once it is known whether anybody is signed in. */
  protected abstract content(): unknown

  override render() {
    const { speech } = this
    const isWaiting = this.token === undefined && !this.isTokenLate
    return html`
      <slot name="header"></slot>
      ${speech.isSilent ? nothing : html`<div lang=${speech.tag}>${isWaiting ? this.#waiting() : this.content()}</div>`}
      ${this.hideLanguage || speech.isSilent ? nothing : languageChoice(speech, (language) => this.#speak(language))}
      <slot name="footer"></slot>
    `
  }

  #waiting() {
    return html`<slot name="signing-in"><p part="card empty" class="card empty" role="status">${this.words.loading}</p></slot>`
  }

  async #speak(language: Language): Promise<void> {
    this.lang = language
    await this.speech.ready()
    // Another one may have been chosen, and read, meanwhile.
    if (this.lang === language) this.tell('activity-language', { language })
  }

  #await(): void {
    clearTimeout(this.#timer)
    this.isTokenLate = false
    if (this.token === undefined)
      this.#timer = setTimeout(() => {
        this.isTokenLate = true
      }, tokenAwaitedMs)
  }
}
