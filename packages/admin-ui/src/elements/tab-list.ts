import { css, html, type TemplateResult } from 'lit'

/** Tabs of an element, of which one is chosen. Arrow keys, Home and End go from tab to tab, and choose it. */
export interface TabList<Tab extends string> {
  readonly tabs: readonly Tab[]
  readonly chosen: Tab
  /** For screen readers. */
  readonly label: string
  readonly nameOf: (tab: Tab) => string
  readonly choose: (tab: Tab) => void
  /** What paper says below the name of the chosen tab. */
  readonly onPaper?: unknown
}

/** The tabs, and below them the panel of the chosen one. */
export function tabList<Tab extends string>({ tabs, chosen, label, nameOf, choose, onPaper }: TabList<Tab>, panel: unknown): TemplateResult {
  const chooseOther = (tab: Tab) => {
    if (tab !== chosen) choose(tab)
  }
  const onKey = (event: KeyboardEvent) => {
    const at = tabs.indexOf(chosen)
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = target === undefined ? undefined : tabs[target % tabs.length]
    if (tab === undefined || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    event.currentTarget.querySelector<HTMLElement>(`#tab-${tab}`)?.focus()
    chooseOther(tab)
  }
  return html`
    <div role="tablist" aria-label=${label} @keydown=${onKey}>
      ${tabs.map(
        (tab) => html`
          <button
            type="button"
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
      <h2>${nameOf(chosen)}</h2>
      ${onPaper}
    </div>
    <div role="tabpanel" id="panel" aria-labelledby="tab-${chosen}">${panel}</div>
  `
}

export const tabListStyles = css`
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
  @media (max-width: 40rem) {
    [role='tablist'] {
      gap: 0.75rem;
    }
    [role='tab'] {
      font-size: 0.875rem;
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
