import { html, nothing, type PropertyValues } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { ActivityApi, Dates } from './api/activity-api.ts'
import { isRenewal } from './api/is-renewal.ts'
import { TokenRenewal } from './api/token-renewal.ts'
import { tokenGrants } from './api/token-scopes.ts'
import { backButton } from './elements/back-button.ts'
import { EmbeddedView } from './embedded-view.ts'
import { calendarDate } from './format/date-time.ts'
import { givenDates, givenOpenDates } from './format/given-dates.ts'
import { datesOf, rangeNamed } from './format/named-ranges.ts'
import { makeView } from './make-view.ts'
import { type OwnActivity, type OwnTab, ownTabs } from './me/own-activity.ts'
import { waysToOwn, waysToOwnStyles } from './me/ways-to-own.ts'
import { KeptDrafts } from './network/drafts.ts'
import { type NetworkSettings, type Tab, tabs } from './network/network-settings.ts'
import type { UserChoice } from './network/network-users.ts'
import { startOfUsers } from './network/users-place.ts'
import { pause } from './pause.ts'
import type { Place } from './place.ts'
import type { PlaceChange } from './place-change.ts'
import type { ActivityOverviewProperties, ActivityState } from './published/elements.ts'
import { isSamePerson, personOf } from './sign-in/person.ts'
import type { UserActivity } from './user/user-activity.ts'
import type { View } from './view.ts'

/**
 * The administrator's view: a network's settings, with `user` one user's activity, with `me` the reader's own. docs/admin-ui.md has its attributes and
 * events.
 */
export class ActivityView extends EmbeddedView implements ActivityOverviewProperties, ActivityState {
  static override styles = [...EmbeddedView.styles, waysToOwnStyles]

  static override properties = {
    network: {},
    me: { type: Boolean },
    user: {},
    from: {},
    to: {},
    range: {},
    open: {},
    tab: {},
    baseUrl: { attribute: 'base-url' },
    view: { state: true },
  }

  declare network: string
  /** Whether it is about the reader: without a network, in the only one of the token. */
  declare me: boolean
  declare user: string
  declare from: string
  declare to: string
  /** A name of the dates that are shown until others are chosen, such as `last-month`. */
  declare range: string
  /** Dates of days that are open, with commas between them. */
  declare open: string
  declare tab: string
  declare baseUrl: string
  declare view: View
  #place = startOfUsers()
  /** The dates of the list of users, while a user is shown. */
  #listDates: Dates | undefined
  readonly #drafts = new KeptDrafts(this)
  #hadFocus = false
  readonly #renewal = new TokenRenewal(() => this.tell('activity-token-expired'))

  constructor() {
    super()
    this.network = ''
    this.me = false
    this.user = ''
    this.from = ''
    this.to = ''
    this.range = ''
    this.open = ''
    this.tab = 'preferences'
    this.baseUrl = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#renewal.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#renewal.stop()
  }

  /** Whether something was typed into the settings that would be lost with this element. */
  get hasUnsavedChanges(): boolean {
    return this.#drafts.hasAny
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    this.#land()
    if (
      this.view?.words !== this.words ||
      (['network', 'me', 'token', 'baseUrl', 'lang', 'headingLevel', 'hideTitle', 'pictures'] as const).some((name) => changed.has(name))
    ) {
      this.view = this.#makeView(this.#sameApi(changed))
    }
    if (changed.has('network')) {
      this.#place = startOfUsers()
      this.#listDates = undefined
    }
    this.#hadFocus = this.matches(':focus-within')
  }

  /** For the first time in a task of its own: that in which the script was read is long enough. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await pause()
    super.scheduleUpdate()
  }

  /** A token that opens one's own activity only opens that at its own user, and at its network. */
  #land(): void {
    const { bearer: token, user } = this
    const reader = personOf(token)?.subject
    if (this.me || reader === undefined || tokenGrants(token, 'activity:read') || !tokenGrants(token, 'activity:self')) return
    const isNetwork = user === '' && this.#tab === 'preferences' && !tokenGrants(token, 'activity:manage')
    if (isNetwork || user === reader) this.#show({ me: true, user: '', tab: 'days' }, true)
  }

  get #tab(): Tab {
    return tabs.find((tab) => tab === this.tab) ?? 'preferences'
  }

  get #ownTab(): OwnTab {
    return ownTabs.find((tab) => tab === this.tab) ?? 'days'
  }

  /** Those in which the reader's own activity may be meant; empty if they are not known. */
  get #ownNetworks(): readonly string[] {
    return this.network === '' ? (personOf(this.bearer)?.networks ?? []) : [this.network]
  }

  /** When someone goes elsewhere, the focused element disappears, so this moves the focus. On the way back the list of users restores it itself. */
  override updated(changed: PropertyValues<this>): void {
    if (this.#hadFocus && (changed.has('me') || (changed.has('user') && this.user !== ''))) void this.#focusPage()
  }

  async #focusPage(): Promise<void> {
    const page = this.renderRoot.querySelector<OwnActivity | UserActivity | NetworkSettings>('[data-page]')
    await page?.updateComplete
    page?.focusHeading()
  }

  /** Keeps the API client, unless the address, the network or the person changed. */
  #sameApi(changed: PropertyValues<this>): ActivityApi | undefined {
    if (changed.has('network') || changed.has('me') || changed.has('baseUrl')) return undefined
    const now = this.bearer
    const before = changed.has('token') ? (changed.get('token') ?? '') : now
    if (before !== now && !isRenewal(before, now)) {
      const [one, other] = [personOf(before), personOf(now)]
      if (one === undefined || other === undefined || !isSamePerson(one, other)) this.#drafts.forget()
      return undefined
    }
    this.view?.api.renew(now)
    return this.view?.api
  }

  #makeView(api: ActivityApi | undefined): View {
    const { baseUrl, me: isOwn, bearer: token, names, pictures: hasPictures, headingLevel, hideTitle: hidesTitle } = this
    const { language, words, locale } = this.speech
    const network = isOwn ? (this.#ownNetworks[0] ?? '') : this.network
    const spoken = { language, words, locale }
    return makeView({ ...spoken, baseUrl, network, isOwn, token, names, hasPictures, headingLevel, hidesTitle, renewal: this.#renewal }, api)
  }

  #goTo(user: string, tab: Tab, dates: Dates | undefined, network = this.network): void {
    this.network = network
    if (this.user === '' && this.tab === 'users') this.#listDates = givenDates(this.from, this.to)
    this.#show({ me: false, user, tab, dates, open: '' })
  }

  readonly #goToMe = (network: string): void => {
    this.network = network
    this.#show({ me: true, user: '', tab: 'days', dates: undefined, open: '' })
  }

  /** Shows other dates, which the browser can go back from, or opens and closes days, which it does not. */
  readonly #change = ({ detail }: CustomEvent<PlaceChange>): void => {
    const { dates, ...others } = { ...detail, open: [...detail.open].sort().join() }
    const isOfDates = 'dates' in detail
    if (isOfDates) this.range = ''
    this.#show(isOfDates ? { ...others, dates } : others, !isOfDates)
  }

  /** Shows another place; what is left out stays. */
  #show(change: Partial<Place>, replaces = false): void {
    const before = { me: this.me, user: this.user, tab: this.me ? this.#ownTab : this.#tab, dates: givenDates(this.from, this.to), open: this.open }
    const { me, user, tab, dates, open }: Place = { ...before, ...change }
    Object.assign(this, { me, user, tab, from: dates?.from ?? '', to: dates?.to ?? '', open })
    this.tell('activity-navigate', {
      network: this.network,
      user,
      tab,
      ...(me && { me }),
      ...dates,
      ...(open && { open }),
      ...(replaces && { replaces }),
    })
  }

  /** Whether there is a way from the reader's own activity to the settings of the network. */
  protected get hasSettings(): boolean {
    return tokenGrants(this.bearer, 'activity:read') || tokenGrants(this.bearer, 'activity:manage')
  }

  get #dates(): Dates | undefined {
    const range = rangeNamed(this.range)
    const { locale, viewerTimeZone } = this.view
    return givenDates(this.from, this.to) ?? (range && datesOf(range, calendarDate(new Date(), viewerTimeZone), locale))
  }

  protected override content() {
    const { words, network, bearer: token, me, user } = this
    if (network === '' && !me) return html`<p part="card empty" class="card empty">${words.noNetwork}</p>`
    if (token === '') return html`<p part="card empty" class="card empty">${me ? words.noTokenOwn : words.noToken}</p>`
    if (me) return this.#own()
    if (this.view.mayReadOwn && !this.hasSettings) return waysToOwn(words.ownOnly, this.headingLevel, [[network, words.myActivity]], this.#goToMe)
    return user === '' ? this.#settings() : this.#user()
  }

  #own() {
    const { view, words } = this
    const networks = this.#ownNetworks
    const [network = ''] = networks
    if (networks.length > 1)
      return waysToOwn(
        words.whichNetwork,
        this.headingLevel,
        networks.map((each) => [each, each]),
        this.#goToMe,
      )
    const own = html`
      <activity-paper-head .view=${view} .network=${''} .token=${this.bearer}></activity-paper-head>
      ${this.hasSettings ? backButton(words.backToSettings, () => this.#goTo('', 'preferences', undefined, network)) : nothing}
      <activity-own-activity
        data-page
        .view=${view}
        .network=${network}
        .tab=${this.#ownTab}
        .dates=${this.#dates}
        .openDates=${givenOpenDates(this.open)}
        @activity-place=${this.#change}
        @activity-tab=${({ detail }: CustomEvent<OwnTab>) => this.#show({ tab: detail })}
              ><slot name="empty" slot="empty"></slot></activity-own-activity>
    `
    return keyed(JSON.stringify([network, view.reader]), own)
  }

  #user() {
    const user = html`
      <activity-paper-head .view=${this.view} .network=${this.network} .token=${this.bearer}></activity-paper-head>
      <activity-user-activity
        data-page
        .view=${this.view}
        .user=${this.user}
        .dates=${this.#dates}
        .openDates=${givenOpenDates(this.open)}
        @activity-place=${this.#change}
        @activity-back=${() => this.#goTo('', 'users', this.#listDates)}
              ><slot name="empty" slot="empty"></slot></activity-user-activity>
    `
    return keyed(JSON.stringify([this.network, this.user]), user)
  }

  #settings() {
    const settings = html`
      <activity-paper-head .view=${this.view} .network=${this.hideTitle ? this.network : ''} .token=${this.bearer}></activity-paper-head>
      <activity-network-settings
        data-page
        .view=${this.view}
        .network=${this.network}
        .tab=${this.#tab}
        .place=${this.#place}
        .drafts=${this.#drafts.of(this.network)}
        .dates=${this.#dates}
        @activity-place=${this.#change}
        @activity-me=${() => this.#goToMe(this.network)}
        @activity-tab=${(event: CustomEvent<Tab>) => this.#goTo('', event.detail, event.detail === 'users' ? this.#listDates : undefined)}
        @activity-user=${({ detail }: CustomEvent<UserChoice>) => this.#goTo(detail.user, 'users', detail)}
              ><slot name="empty" slot="empty"></slot></activity-network-settings>
    `
    return keyed(this.network, settings)
  }
}
