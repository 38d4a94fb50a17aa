import { css, html, nothing } from 'lit'
import { shared, theme } from '../styles/shared.ts'
import { Popup } from './popup.ts'
import { ViewElement } from './view-element.ts'

export interface MenuItem {
  readonly label: string
  /** What it is about, in small letters below. */
  readonly note?: string
  readonly isDangerous?: boolean
  readonly run: () => void
}

/** Three dots that open a menu, with the keys of an ARIA menu button: Enter, arrows, Home, End, Escape. */
export class OverflowMenu extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      :host {
        position: relative;
      }
      .dots {
        width: calc(2.25 * var(--activity-unit));
        padding: 0;
        font-size: calc(1.25 * var(--activity-unit));
        line-height: 1;
      }
      [role='menu'] {
        position: absolute;
        inset-inline-end: 0;
        z-index: 2;
        width: max-content;
        min-width: calc(13 * var(--activity-unit));
        max-width: min(26 * var(--activity-unit), 100vw - 2 * var(--activity-unit));
        margin-top: calc(0.375 * var(--activity-unit));
        padding: calc(0.375 * var(--activity-unit));
        background: var(--surface);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        box-shadow: 0 calc(0.5 * var(--activity-unit)) calc(1.5 * var(--activity-unit)) var(--shadow);
      }
      [role='menuitem'] {
        display: block;
        width: 100%;
        padding: calc(0.5 * var(--activity-unit)) calc(0.75 * var(--activity-unit));
        border: 0;
        border-radius: calc(0.375 * var(--activity-unit));
        background: none;
        text-align: var(--start);
        cursor: pointer;
      }
      [role='menuitem']:hover,
      [role='menuitem']:focus {
        background: var(--raised);
      }
      @media (forced-colors: active) {
        [role='menuitem']:hover,
        [role='menuitem']:focus {
          outline: 2px solid Highlight;
        }
      }
      .note {
        display: block;
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
      }
      .dangerous {
        color: var(--danger);
      }
    `,
  ]

  static override properties = { label: {}, items: { attribute: false } }

  declare label: string
  declare items: readonly MenuItem[]
  readonly #popup = new Popup(this, () => this.renderRoot.querySelector<HTMLElement>('.dots'))

  constructor() {
    super()
    this.items = []
  }

  async #open(at: number): Promise<void> {
    this.#popup.open()
    await this.updateComplete
    this.#entries.at(at)?.focus()
  }

  get #entries(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')]
  }

  #onButtonKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    void this.#open(event.key === 'ArrowDown' ? 0 : -1)
  }

  #onMenuKey(event: KeyboardEvent): void {
    const entries = this.#entries
    const focused = entries.findIndex((entry) => entry.matches(':focus'))
    const target = { ArrowDown: focused + 1, ArrowUp: focused - 1, Home: 0, End: entries.length - 1 }[event.key]
    // Continue from the button. From an entry, the browser would go back to the button.
    if (event.key === 'Tab') this.#popup.closeAndReturn()
    if (target === undefined) return
    event.preventDefault()
    entries.at(target % entries.length)?.focus()
  }

  #run(item: MenuItem): void {
    this.#popup.closeAndReturn()
    item.run()
  }

  override render() {
    return html`
      <button
        type="button"
        part="button"
        class="button dots"
        aria-label=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.#popup.isOpen}
        @click=${() => (this.#popup.isOpen ? this.#popup.close() : this.#open(0))}
        @keydown=${this.#onButtonKey}
      >
        ⋮
      </button>
      ${this.#popup.isOpen ? this.#menu() : nothing}
    `
  }

  #menu() {
    return html`
      <div part="menu" role="menu" aria-label=${this.label} @keydown=${this.#onMenuKey}>
        ${this.items.map(
          (item) => html`
            <button type="button" part="menu-item" role="menuitem" tabindex="-1" class=${item.isDangerous ? 'dangerous' : ''} @click=${() => this.#run(item)}>
              ${item.label}${item.note === undefined ? nothing : html` <span class="note">${item.note}</span>`}
            </button>
          `,
        )}
      </div>
    `
  }
}
