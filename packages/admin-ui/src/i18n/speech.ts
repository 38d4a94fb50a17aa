import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Words } from './en.ts'
import { changed, isKnown, isLocale, type Language, languageOf, learn, localeOf, preferredLanguage, wordsIn } from './language.ts'
import type { TextChanges } from './text-changes.ts'

const retryMs = 10_000

interface Speaker extends ReactiveControllerHost {
  readonly lang: string
  readonly isConnected: boolean
  readonly texts: TextChanges | undefined
}

/**
 * The language of an element: that of its `lang`, or the first of the browser's that the view speaks. Until its texts are read the element is silent at
 * first, and later goes on in the language before. If they cannot be read it speaks English, and tries again some seconds later, as long as it is in a page.
 */
export class Speech implements ReactiveController {
  readonly #host: Speaker
  /** The last language that was spoken; undefined before the first. */
  #spoken: Language | undefined
  /** The language that could not be read. */
  #unread: Language | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #last: { readonly of: Words; readonly changes: TextChanges | undefined; readonly words: Words } | undefined

  constructor(host: Speaker) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    if (this.#unread !== undefined) void this.ready()
  }

  hostUpdate(): void {
    const wanted = this.#wanted
    if (isKnown(wanted)) this.#spoken = wanted
    else if (wanted !== this.#unread) void this.ready()
  }

  /** Whether there is nothing to say yet. */
  get isSilent(): boolean {
    const wanted = this.#wanted
    return !isKnown(wanted) && this.#spoken === undefined && wanted !== this.#unread
  }

  /** The view's own language: that in which files are, and, unless the page has texts of its own, what is spoken. */
  get language(): Language {
    const wanted = this.#wanted
    return isKnown(wanted) ? wanted : (this.#spoken ?? 'en')
  }

  /** The same object until it has other texts. */
  get words(): Words {
    const [of, changes] = [wordsIn(this.language), this.#host.texts]
    if (this.#last?.of !== of || this.#last.changes !== changes) this.#last = { of, changes, words: changed(of, changes) }
    return this.#last.words
  }

  /** The language that is spoken. If the page has texts of its own, that may be one that the view does not know. */
  get tag(): string {
    const { lang, texts } = this.#host
    return texts !== undefined && lang !== '' && languageOf(lang) === undefined && isLocale(lang) ? lang : this.language
  }

  /** For dates and numbers. */
  get locale(): string {
    const { tag, language } = this
    return tag === language ? localeOf(language, [this.#host.lang, ...navigator.languages]) : tag
  }

  /** Resolves when the wanted language is spoken, or cannot be. */
  async ready(): Promise<void> {
    const wanted = this.#wanted
    try {
      await learn(wanted)
      this.#unread = undefined
    } catch {
      this.#unread = wanted
      // Not when the browser is online again: it may be the service that was away.
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#host.isConnected && this.ready(), retryMs)
    }
    this.#host.requestUpdate()
    await this.#host.updateComplete
  }

  get #wanted(): Language {
    return preferredLanguage([this.#host.lang, ...navigator.languages])
  }
}
