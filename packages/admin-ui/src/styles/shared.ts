import { css, unsafeCSS } from 'lit'
import { colours, defaultOf } from './colours.ts'

const declarations = (toValue: (name: string, fallback: string) => string) =>
  unsafeCSS(
    Object.entries(colours)
      .map(([name, colour]) => `--${name}: ${toValue(name, defaultOf(colour))};`)
      .join(''),
  )

/**
 * Colours and corners. The page can set them, because custom properties reach into the elements; but not on paper, which is white, and not where the
 * reader has chosen a few colours.
 */
export const theme = css`
  :host {
    color-scheme: inherit;
    ${declarations((name, fallback) => `var(--activity-${name}, ${fallback})`)}
    --radius: var(--activity-radius, calc(0.625 * var(--activity-unit)));
    --control-radius: var(--activity-control-radius, calc(0.5 * var(--activity-unit)));
  }
  @media print, (forced-colors: active) {
    :host {
      ${declarations((_, fallback) => fallback)}
    }
  }
  /* What the page wants to be is not what the reader has chosen. */
  @media (forced-colors: active) {
    :host {
      color-scheme: light dark !important;
    }
  }
`

export const shared = css`
  :host {
    display: block;
    color: var(--text);
    font-size: calc(0.9375 * var(--activity-unit));
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
  }
  h1 {
    font-size: calc(1.625 * var(--activity-unit));
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.015em;
    overflow-wrap: anywhere;
  }
  p {
    text-wrap: pretty;
  }
  h2 {
    font-size: var(--activity-unit);
    line-height: 1.4;
    font-weight: 600;
  }
  button,
  input,
  select {
    font: inherit;
    letter-spacing: inherit;
    color: inherit;
    accent-color: var(--accent);
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  /* The button inside a date field takes the focus from the field. */
  .field:focus-within,
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  /* Where a page runs from right to left, texts of other scripts keep their own order, and stay where the page's order has them. */
  :host(:dir(rtl):not(:lang(ar), :lang(fa), :lang(he), :lang(ur))) :not(.back, .back *, .step, svg *) {
    unicode-bidi: plaintext;
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: calc(0.8125 * var(--activity-unit));
  }
  .button {
    min-height: calc(2.25 * var(--activity-unit));
    padding: calc(0.375 * var(--activity-unit)) calc(0.875 * var(--activity-unit));
    border: 1px solid var(--field-line);
    border-radius: var(--control-radius);
    background: var(--surface);
    font-weight: 550;
    cursor: pointer;
  }
  .button:not([aria-disabled='true']):hover {
    background: var(--raised);
  }
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:not([aria-disabled='true']):hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
  }
  .button.danger {
    border-color: var(--danger);
    background: var(--danger);
    color: var(--on-danger);
  }
  .button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  .field {
    min-height: calc(2.25 * var(--activity-unit));
    padding: calc(0.375 * var(--activity-unit)) calc(0.75 * var(--activity-unit));
    border: 1px solid var(--field-line);
    border-radius: var(--control-radius);
    background: var(--surface);
  }
  .field:disabled {
    border-color: var(--line);
    background: var(--raised);
    color: var(--muted);
  }
  .field[aria-invalid='true'] {
    border-color: var(--danger);
  }
  .error {
    color: var(--danger);
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(0.5 * var(--activity-unit)) var(--activity-unit);
    padding: calc(0.75 * var(--activity-unit)) var(--activity-unit);
    border: 1px solid transparent;
    margin-bottom: var(--activity-unit);
    border-radius: var(--radius);
    background: var(--notice);
    color: var(--on-notice);
  }
  .notice.quiet {
    background: var(--raised);
    color: var(--text);
  }
  .notice p {
    flex: 1 1 calc(14 * var(--activity-unit));
  }
  .back {
    padding: 0;
    border: 0;
    margin-bottom: calc(0.75 * var(--activity-unit));
    background: none;
    color: var(--accent);
    font-weight: 550;
    cursor: pointer;
  }
  .back:hover {
    text-decoration: underline;
  }
  .empty {
    padding: calc(3 * var(--activity-unit)) calc(1.5 * var(--activity-unit));
    text-align: center;
    color: var(--muted);
  }
  .overlap {
    display: block;
    font-weight: 400;
  }
  .hatched {
    display: inline-block;
    width: calc(1.5 * var(--activity-unit));
    height: calc(0.75 * var(--activity-unit));
    border: 1px solid var(--field-line);
    border-radius: calc(0.1875 * var(--activity-unit));
    background: repeating-linear-gradient(135deg, var(--not-recorded) 0 1px, transparent 1px 4px);
    vertical-align: calc(-0.0625 * var(--activity-unit));
    forced-color-adjust: none;
    print-color-adjust: exact;
  }
  .missing-notice {
    margin-bottom: var(--activity-unit);
  }
  .missing-notice .hatched {
    margin-inline-end: calc(0.375 * var(--activity-unit));
  }
  .chip {
    display: inline-block;
    padding: 0 calc(0.5 * var(--activity-unit));
    border-radius: var(--activity-unit);
    background: var(--raised);
    color: var(--muted);
    font-size: calc(0.75 * var(--activity-unit));
    line-height: calc(1.25 * var(--activity-unit));
    white-space: nowrap;
  }
  .chip.live {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .paper {
    display: none;
  }
  /* Paper has what can be read. A button is on it only where it is a part of what is read. */
  @media print {
    :host {
      color-scheme: light !important;
    }
    .paper {
      display: block;
    }
    button:not(.printed),
    [role='tablist'],
    footer,
    .unprinted,
    .tip {
      display: none !important;
    }
    .printed {
      text-decoration: none !important;
    }
    .card {
      border-color: var(--field-line);
      border-inline: 0;
      border-radius: 0;
    }
    .field {
      min-height: 0;
      padding: 0;
      border: 0;
      appearance: none;
    }
    .field:placeholder-shown {
      display: none;
    }
    tr {
      break-inside: avoid;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`
