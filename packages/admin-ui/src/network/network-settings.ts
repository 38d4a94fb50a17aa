import { css, html, nothing } from 'lit'
import type { Dates } from '../api/activity-api.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import type { Drafts } from './drafts.ts'
import type { UsersPlace } from './users-place.ts'

export const tabs = ['preferences', 'users', 'looks'] as const

export type Tab = (typeof tabs)[number]

/** A network's settings, in tabs. Nobody is offered what their token does not grant. */
export class NetworkSettings extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      h1 {
        margin-bottom: 1.25rem;
      }
      .over {
        display: block;
        color: var(--muted);
        font-size: 0.8125rem;
        font-weight: 400;
        letter-spacing: 0;
      }
      [role='tablist'] {
        display: flex;
        gap: 1.5rem;
        margin-bottom: 1.75rem;
        border-bottom: 1px solid var(--line);
      }
      [role='tab'] {
        padding: 0.5rem 0.125rem 0.625rem;
        border: 0;
        border-bottom: 2px solid transparent;
        margin-bottom: -1px;
        background: none;
        color: var(--muted);
        font-weight: 550;
        cursor: pointer;
      }
      [role='tab'][aria-selected='true'] {
        border-color: var(--accent);
        color: var(--text);
      }
      @media (forced-colors: active) {
        [role='tablist'] {
          border-color: Canvas;
        }
        [role='tab'] {
          border-color: Canvas;
        }
        [role='tab'][aria-selected='true'] {
          border-color: Highlight;
        }
      }
      [role='tab']:hover {
        color: var(--text);
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

  #choose(tab: Tab): void {
    if (tab !== this.tab) this.dispatchEvent(new CustomEvent('activity-tab', { detail: tab }))
  }

  #onKey(event: KeyboardEvent): void {
    const tabs = this.#offered
    const at = tabs.indexOf(this.tab)
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = target === undefined ? undefined : tabs[target % tabs.length]
    if (tab === undefined) return
    event.preventDefault()
    this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus()
    this.#choose(tab)
  }

  /** The shown tab always, since an address may name any. */
  get #offered(): readonly Tab[] {
    const { mayRead, mayManage } = this.view
    const isGranted = { preferences: true, users: mayRead, looks: mayManage }
    return tabs.filter((tab) => isGranted[tab] || tab === this.tab)
  }

  get #panel() {
    const { view, network, place, drafts, dates } = this
    if (this.tab === 'looks') return html`<activity-network-looks .view=${view} .dates=${dates}></activity-network-looks>`
    if (this.tab === 'users')
      return html`<activity-network-users .view=${view} .network=${network} .place=${place} .dates=${dates}></activity-network-users>`
    return html`<activity-network-preferences .view=${view} .drafts=${drafts}></activity-network-preferences>`
  }

  override render() {
    const { words, viewerTimeZone } = this.view
    return html`
      <h1><span class="over">${words.settingsOf}</span><bdi>${this.network}</bdi></h1>
      <div role="tablist" aria-label=${words.title} @keydown=${this.#onKey}>
        ${this.#offered.map(
          (tab) => html`
            <button
              type="button"
              role="tab"
              id="tab-${tab}"
              aria-selected=${tab === this.tab}
              aria-controls="panel"
              tabindex=${tab === this.tab ? 0 : -1}
              @click=${() => this.#choose(tab)}
            >
              ${words[tab]}
            </button>
          `,
        )}
      </div>
      <div class="paper">
        <h2>${words[this.tab]}</h2>
        ${viewerTimeZone === undefined ? nothing : html`<p class="small muted">${words.userClock(viewerTimeZone)}</p>`}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.tab}">
        ${this.#panel}
      </div>
    `
  }
}
