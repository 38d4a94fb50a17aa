import { css, html, nothing } from 'lit'
import type { Dates } from '../api/activity-api.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { ownLink } from '../elements/own-link.ts'
import { tabList, tabListStyles } from '../elements/tab-list.ts'
import { ViewElement } from '../elements/view-element.ts'
import { Loading } from '../loading.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import type { Drafts } from './drafts.ts'
import { readLooks } from './read-looks.ts'
import type { UsersPlace } from './users-place.ts'

export const tabs = ['preferences', 'users', 'looks'] as const

export type Tab = (typeof tabs)[number]

/** A network's settings, in tabs. Nobody is offered what their token does not grant. */
export class NetworkSettings extends ViewElement {
  static override styles = [
    theme,
    shared,
    tabListStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap-reverse;
        gap: 0 var(--activity-unit);
      }
      header a {
        margin-inline-start: auto;
        color: var(--accent);
        font-weight: 550;
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    network: {},
    tab: {},
    place: { attribute: false },
    drafts: { attribute: false },
    dates: { attribute: false },
  }

  declare view: View
  declare network: string
  declare tab: Tab
  declare place: UsersPlace
  declare drafts: Drafts
  /** Of the list of users; by default the last two weeks. */
  declare dates: Dates | undefined
  readonly #looks = new Loading<true>(this)

  /** The shown tab always, since an address may name any. */
  get #offered(): readonly Tab[] {
    const { mayRead, mayManage } = this.view
    const isGranted = { preferences: true, users: mayRead, looks: mayManage }
    return tabs.filter((tab) => isGranted[tab] || tab === this.tab)
  }

  get #panel() {
    const { view, network, place, drafts, dates } = this
    if (this.tab === 'looks')
      return this.#looks.value === undefined
        ? html`${failureNotice(this.#looks, view, () => this.#focusTab())} ${loadingNote(this.#looks, view)}`
        : html`<activity-network-looks .view=${view} .dates=${dates}></activity-network-looks>`
    if (this.tab === 'users')
      return html`<activity-network-users .view=${view} .network=${network} .place=${place} .dates=${dates}><slot name="empty" slot="empty"></slot></activity-network-users>`
    return html`<activity-network-preferences .view=${view} .drafts=${drafts}></activity-network-preferences>`
  }

  override willUpdate(): void {
    if (this.tab === 'looks') readLooks(this.#looks, this.view)
  }

  #focusTab(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  }

  /** To be called when the reader comes back from their own activity. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('header a')?.focus()
  }

  override render() {
    const { view, network } = this
    const { words, viewerTimeZone } = view
    const list = {
      tabs: this.#offered,
      chosen: this.tab,
      label: words.title,
      headingLevel: view.headingLevel + 1,
      nameOf: (tab: Tab) => words[tab],
      choose: (tab: Tab) => this.dispatchEvent(new CustomEvent('activity-tab', { detail: tab })),
      onPaper: viewerTimeZone === undefined ? nothing : html`<p class="small muted">${words.userClock(viewerTimeZone)}</p>`,
    }
    return html`
      <header>
        <h1 part="heading" class=${view.hidesTitle ? 'unseen' : ''} aria-level=${view.headingLevel}><span class="over">${words.settingsOf}</span><bdi>${network}</bdi></h1>
        ${view.mayReadOwn ? ownLink(network, words.myActivity, () => this.dispatchEvent(new CustomEvent('activity-me'))) : nothing}
      </header>
      ${tabList(list, this.#panel)}
    `
  }
}
