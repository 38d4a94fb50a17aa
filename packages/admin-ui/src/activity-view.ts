import { css, html, type PropertyValues } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { ActivityApi, type Dates } from './api/activity-api.ts'
import { isRenewal } from './api/is-renewal.ts'
import { TokenRenewal } from './api/token-renewal.ts'
import { tokenGrants } from './api/token-scopes.ts'
import { ViewElement } from './elements/view-element.ts'
import { givenDates, givenOpenDates } from './format/given-dates.ts'
import { viewerTimeZone } from './format/viewer-time-zone.ts'
import { isLanguage, type Language, languages, localeOf, preferredLanguage, wordsOf } from './i18n/language.ts'
import { type Drafts, hasDrafts, noDrafts } from './network/drafts.ts'
import type { Tab } from './network/network-settings.ts'
import type { UserChoice } from './network/network-users.ts'
import { startOfUsers } from './network/users-place.ts'
import type { PlaceChange } from './place-change.ts'
import { isSamePerson, personOf } from './sign-in/person.ts'
import { shared, theme } from './styles/shared.ts'
import type { UserActivity } from './user/user-activity.ts'
import type { View } from './view.ts'

/** The administrator's view: a network's settings, or with `user` one user's activity. docs/admin-ui.md has its attributes and events. */
export class ActivityView extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      footer {
        display: flex;
        gap: 1rem;
        margin-top: 3rem;
      }
      footer button {
        padding: 0.25rem 0;
        border: 0;
        background: none;
        color: var(--muted);
        font-size: 0.8125rem;
        cursor: pointer;
      }
      footer button[aria-pressed='true'] {
        color: var(--text);
        font-weight: 600;
      }
      footer button:hover {
        text-decoration: underline;
      }
    `,
  ]

  static override properties = {
    network: {},
    user: {},
    from: {},
    to: {},
    open: {},
    token: {},
    tab: {},
    lang: {},
    baseUrl: { attribute: 'base-url' },
    view: { state: true },
  }

  declare network: string
  declare user: string
  declare from: string
  declare to: string
  /** Dates of days that are open, with commas between them. */
  declare open: string
  declare token: string
  declare tab: Tab
  declare baseUrl: string
  declare view: View
  #place = startOfUsers()
  /** The dates of the list of users, while a user is shown. */
  #listDates: Dates | undefined
  /** What is typed and not saved, by network. */
  readonly #drafts = new Map<string, Drafts>()
  #hadFocus = false
  readonly #renewal = new TokenRenewal(() => this.#tell('activity-token-expired'))

  constructor() {
    super()
    this.network = ''
    this.user = ''
    this.from = ''
    this.to = ''
    this.open = ''
    this.token = ''
    this.lang = ''
    this.tab = 'preferences'
    this.baseUrl = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#renewal.start()
    window.addEventListener('beforeunload', this.#askBeforeUnload)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#renewal.stop()
    window.removeEventListener('beforeunload', this.#askBeforeUnload)
  }

  /** Whether something was typed into the settings that would be lost with this element. */
  get hasUnsavedChanges(): boolean {
    return [...this.#drafts.values()].some(hasDrafts)
  }

  readonly #askBeforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.hasUnsavedChanges) event.preventDefault()
  }

  #draftsOf(network: string): Drafts {
    const drafts = this.#drafts.get(network) ?? noDrafts()
    this.#drafts.set(network, drafts)
    return drafts
  }

  /** The current language. */
  get language(): Language {
    const given = this.lang.slice(0, 2).toLowerCase()
    return isLanguage(given) ? given : preferredLanguage(navigator.languages)
  }

  get words() {
    return wordsOf[this.language]
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.view === undefined || (['network', 'token', 'baseUrl', 'lang'] as const).some((name) => changed.has(name))) {
      this.view = this.#makeView(this.#sameApi(changed))
    }
    if (changed.has('network')) {
      this.#place = startOfUsers()
      this.#listDates = undefined
    }
    this.#hadFocus = this.matches(':focus-within')
  }

  /** When someone opens a user, the focused element disappears, so this moves the focus. On the way back the list of users restores it itself. */
  override updated(changed: PropertyValues<this>): void {
    if (changed.has('user') && this.user !== '' && this.#hadFocus) void this.#focusUser()
  }

  async #focusUser(): Promise<void> {
    const shown = this.renderRoot.querySelector<UserActivity>('activity-user-activity')
    await shown?.updateComplete
    shown?.focusHeading()
  }

  /** Keeps the API client, unless the address, the network or the person changed. */
  #sameApi(changed: PropertyValues<this>): ActivityApi | undefined {
    if (changed.has('network') || changed.has('baseUrl')) return undefined
    const before = changed.get('token') ?? this.token
    if (before !== this.token && !isRenewal(before, this.token)) {
      const [one, other] = [personOf(before), personOf(this.token)]
      // What somebody else typed is nobody's business.
      if (one === undefined || other === undefined || !isSamePerson(one, other)) this.#drafts.clear()
      return undefined
    }
    this.view?.api.renew(this.token)
    return this.view?.api
  }

  #makeView(api: ActivityApi | undefined): View {
    const timeZone = viewerTimeZone()
    return {
      api: api ?? new ActivityApi(this.baseUrl.replace(/\/$/, ''), this.network, this.token, this.#renewal, timeZone),
      words: this.words,
      language: this.language,
      locale: localeOf(this.language, navigator.languages),
      viewerTimeZone: timeZone,
      mayRead: tokenGrants(this.token, 'activity:read'),
      mayManage: tokenGrants(this.token, 'activity:manage'),
    }
  }

  #goTo(user: string, tab: Tab, dates: Dates | undefined): void {
    if (this.user === '' && this.tab === 'users') this.#listDates = givenDates(this.from, this.to)
    this.#show(user, tab, dates, '', false)
  }

  /** Shows other dates, which the browser can go back from, or opens and closes days, which it does not. */
  readonly #change = ({ detail }: CustomEvent<PlaceChange>): void => {
    const { user, tab, from, to } = this
    const isOfDates = 'dates' in detail
    this.#show(user, tab, isOfDates ? detail.dates : givenDates(from, to), [...detail.open].sort().join(), !isOfDates)
  }

  #show(user: string, tab: Tab, dates: Dates | undefined, open: string, replaces: boolean): void {
    Object.assign(this, { user, tab, from: dates?.from ?? '', to: dates?.to ?? '', open })
    this.#tell('activity-navigate', {
      network: this.network,
      user,
      tab,
      ...dates,
      ...(open === '' ? {} : { open }),
      ...(replaces ? { replaces } : {}),
    })
  }

  #tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  async #speak(language: Language): Promise<void> {
    this.lang = language
    await this.updateComplete
    this.#tell('activity-language', { language })
  }

  override render() {
    return html`
      <div lang=${this.language}>${this.#content()}</div>
      <footer role="group" aria-label=${this.words.language}>
        ${languages.map(
          (language) => html`
            <button type="button" lang=${language} aria-pressed=${language === this.language} @click=${() => this.#speak(language)}>
              ${wordsOf[language].languageName}
            </button>
          `,
        )}
      </footer>
    `
  }

  #content() {
    if (this.network === '') return html`<p class="card empty">${this.words.noNetwork}</p>`
    if (this.token === '') return html`<p class="card empty">${this.words.noToken}</p>`
    if (this.user !== '') {
      const { from, to } = this
      const user = html`
        <activity-paper-head .view=${this.view} .network=${this.network} .token=${this.token}></activity-paper-head>
        <activity-user-activity
          .view=${this.view}
          .user=${this.user}
          .dates=${givenDates(from, to)}
          .openDates=${givenOpenDates(this.open)}
          @activity-place=${this.#change}
          @activity-back=${() => this.#goTo('', 'users', this.#listDates)}
        ></activity-user-activity>
      `
      return keyed(JSON.stringify([this.network, this.user]), user)
    }
    const settings = html`
      <activity-paper-head .view=${this.view} .network=${''} .token=${this.token}></activity-paper-head>
      <activity-network-settings
        .view=${this.view}
        .network=${this.network}
        .tab=${this.tab}
        .place=${this.#place}
        .drafts=${this.#draftsOf(this.network)}
        .dates=${givenDates(this.from, this.to)}
        @activity-place=${this.#change}
        @activity-tab=${(event: CustomEvent<Tab>) => this.#goTo('', event.detail, event.detail === 'users' ? this.#listDates : undefined)}
        @activity-user=${({ detail }: CustomEvent<UserChoice>) => this.#goTo(detail.user, 'users', detail)}
      ></activity-network-settings>
    `
    return keyed(this.network, settings)
  }
}
