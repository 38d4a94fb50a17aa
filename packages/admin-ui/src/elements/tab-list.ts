import { css, html, type TemplateResult } from 'lit'
import { logicalKey } from './logical-key.ts'

/** Tabs of an element, of which one is chosen. Arrow keys, Home and End go from tab to tab, and choose it. */
export interface TabList<Tab extends string> {
  readonly tabs: readonly Tab[]
  readonly chosen: Tab
  /** For screen readers. */
  readonly label: string
  /** Of the chosen tab's name, which only paper has. */
  readonly headingLevel: number
  readonly nameOf: (tab: Tab) => string
  readonly choose: (tab: Tab) => void
  /** What paper says below the name of the chosen tab. */
  readonly onPaper?: unknown
}

/** The tabs, and below them the panel of the chosen one. */
export function tabList<Tab extends string>(
  { tabs, chosen, label, headingLevel, nameOf, choose, onPaper }: TabList<Tab>,
  panel: unknown,
): TemplateResult {
  const chooseOther = (tab: Tab) => {
    if (tab !== chosen) choose(tab)
  }
  const onKey = (event: KeyboardEvent) => {
    if (!(event.currentTarget instanceof HTMLElement)) return
    const at = tabs.indexOf(chosen)
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[logicalKey(event, event.currentTarget)]
    const tab = target === undefined ? undefined : tabs[target % tabs.length]
    if (tab === undefined) return
    event.preventDefault()
    event.currentTarget.querySelector<HTMLElement>(`#tab-${tab}`)?.focus()
    chooseOther(tab)
  }
  return html`
    <div part="tabs" role="tablist" aria-label=${label} @keydown=${onKey}>
      ${tabs.map(
        (tab) => html`
          <button
            type="button"
            part="tab ${tab === chosen ? 'chosen' : ''}"
            role="tab"
            id="tab-${tab}"
            aria-selected=${tab === chosen}
            aria-controls="panel"
            tabindex=${tab === chosen ? 0 : -1}
            @click=${() => chooseOther(tab)}
          >
            ${nameOf(tab)}
          </button>
        `,
      )}
    </div>
    <div class="paper">
      <h2 part="subheading" aria-level=${headingLevel}>${nameOf(chosen)}</h2>
      ${onPaper}
    </div>
    <div role="tabpanel" id="panel" aria-labelledby="tab-${chosen}">${panel}</div>
  `
}

export const tabListStyles = css`
  h1 {
    margin-bottom: calc(1.25 * var(--activity-unit));
  }
  .over {
    display: block;
    color: var(--muted);
    font-size: calc(0.8125 * var(--activity-unit));
    font-weight: 400;
    letter-spacing: 0;
  }
  [role='tablist'] {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(1.5 * var(--activity-unit));
    margin-bottom: calc(1.75 * var(--activity-unit));
    border-bottom: 1px solid var(--line);
  }
  [role='tab'] {
    padding: calc(0.5 * var(--activity-unit)) calc(0.125 * var(--activity-unit)) calc(0.625 * var(--activity-unit));
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
  @container (max-width: 40em) {
    [role='tablist'] {
      column-gap: calc(0.75 * var(--activity-unit));
    }
    [role='tab'] {
      font-size: calc(0.875 * var(--activity-unit));
    }
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
`
