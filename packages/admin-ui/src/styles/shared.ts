import { css } from 'lit'

/** Colours and sizes. The page can override them, because custom properties reach into the elements. */
export const theme = css`
  :host {
    color-scheme: inherit;
    --text: var(--activity-text, light-dark(#1b1d22, #eceef2));
    --muted: var(--activity-muted, light-dark(#5c626d, #a3a9b5));
    --surface: var(--activity-surface, light-dark(#ffffff, #1c1e23));
    --raised: light-dark(#f4f5f7, #262930);
    --line: light-dark(#e3e5ea, #33373f);
    --field-line: light-dark(#878d99, #767c88);
    --accent: var(--activity-accent, light-dark(#2f5bd8, #8fb0ff));
    --on-accent: light-dark(#ffffff, #10131a);
    --accent-soft: light-dark(#eaf0ff, #26314d);
    --danger: light-dark(#b3261e, #ff9d94);
    --on-danger: light-dark(#ffffff, #1c0f0e);
    --notice: light-dark(#fff7e6, #33290f);
    --notice-text: light-dark(#6b4a00, #f4d58a);
    --radius: 0.625rem;
  }
`

export const shared = css`
  :host {
    display: block;
    color: var(--text);
    font: 400 0.9375rem / 1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
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
    font-size: 1.625rem;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.015em;
    overflow-wrap: anywhere;
  }
  p {
    text-wrap: pretty;
  }
  h2 {
    font-size: 1rem;
    line-height: 1.4;
    font-weight: 600;
  }
  button,
  input {
    font: inherit;
    color: inherit;
  }
  /* The button inside a date field takes the focus from the field. */
  .field:focus-within,
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.8125rem;
  }
  .button {
    min-height: 2.25rem;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--field-line);
    border-radius: 0.5rem;
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
    min-height: 2.25rem;
    padding: 0.375rem 0.75rem;
    border: 1px solid var(--field-line);
    border-radius: 0.5rem;
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
    gap: 0.5rem 1rem;
    padding: 0.75rem 1rem;
    border: 1px solid transparent;
    margin-bottom: 1rem;
    border-radius: var(--radius);
    background: var(--notice);
    color: var(--notice-text);
  }
  .notice.quiet {
    background: var(--raised);
    color: var(--text);
  }
  .notice p {
    flex: 1 1 14rem;
  }
  .back {
    padding: 0;
    border: 0;
    margin-bottom: 0.75rem;
    background: none;
    color: var(--accent);
    font-weight: 550;
    cursor: pointer;
  }
  .back:hover {
    text-decoration: underline;
  }
  .empty {
    padding: 3rem 1.5rem;
    text-align: center;
    color: var(--muted);
  }
  .overlap {
    display: block;
    font-weight: 400;
  }
  .hatched {
    display: inline-block;
    width: 1.5rem;
    height: 0.75rem;
    border: 1px solid var(--field-line);
    border-radius: 0.1875rem;
    background: repeating-linear-gradient(135deg, var(--field-line) 0 1px, transparent 1px 4px);
    vertical-align: -0.0625rem;
    forced-color-adjust: none;
    print-color-adjust: exact;
  }
  .missing-notice {
    margin-bottom: 1rem;
  }
  .missing-notice .hatched {
    margin-inline-end: 0.375rem;
  }
  .chip {
    display: inline-block;
    padding: 0 0.5rem;
    border-radius: 1rem;
    background: var(--raised);
    color: var(--muted);
    font-size: 0.75rem;
    line-height: 1.25rem;
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
      color-scheme: light;
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
