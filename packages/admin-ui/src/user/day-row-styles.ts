import { css } from 'lit'

/** Styles of the list of days. */
export const dayRowStyles = css`
  .days,
  .scale {
    --columns: 2rem minmax(0, 13rem) minmax(0, 1fr) 12rem;
  }
  .days {
    padding: 0;
    list-style: none;
  }
  .days li {
    border-top: 1px solid var(--line);
  }
  .days li:not(.open) {
    content-visibility: auto;
    contain-intrinsic-size: auto 3.5rem;
  }
  /* What is told of a session reaches beyond its row. */
  .days li:is(:hover, :focus-within) {
    content-visibility: visible;
  }
  .row,
  .scale {
    display: grid;
    grid-template-columns: var(--columns);
    column-gap: 0.75rem;
  }
  .day {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    grid-row: 1;
    grid-template-rows: 1fr auto auto 1fr;
    align-items: baseline;
    width: 100%;
    min-height: 3.5rem;
    padding: 0.375rem 1.25rem 0.375rem 1rem;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .row:hover > .day {
    background: var(--raised);
  }
  .day:focus-visible {
    outline-offset: -2px;
    border-radius: var(--radius);
  }
  .strips {
    display: grid;
    gap: 0.25rem;
    grid-column: 3;
    grid-row: 1;
    align-self: center;
    min-width: 0;
    padding-block: 0.5rem;
    /* The day is behind it, and has the pointer. */
    pointer-events: none;
  }
  .sessions {
    grid-column: 1 / -1;
    min-width: 0;
  }
  .first-letter {
    display: inline-block;
  }
  .date .narrow {
    display: none;
  }
  .first-letter::first-letter {
    text-transform: uppercase;
  }
  .chevron {
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: var(--muted);
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    transition: transform 0.15s;
  }
  :dir(rtl) > .chevron {
    scale: -1 1;
  }
  .open .chevron {
    transform: rotate(90deg);
  }
  .date {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    align-items: baseline;
    grid-column: 2;
    grid-row: 2;
  }
  .count {
    grid-column: 2;
    grid-row: 3;
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .total {
    grid-column: 4;
    text-align: end;
  }
  /* A total of more lines takes its room above and below, so that the date stays at its number of sessions. */
  .chevron,
  .day .total {
    grid-row: 1 / -1;
    align-self: center;
  }
  .day .total {
    line-height: 1.35;
  }
  .total strong {
    font-weight: 600;
    white-space: nowrap;
  }
  .week {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
    padding: 0.375rem 1.25rem 0.375rem 1rem;
    background: var(--raised);
    font-size: 0.8125rem;
  }
  .week .dates {
    font-weight: 600;
  }
  .week .total {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0 0.5rem;
    margin-inline-start: auto;
  }
  .missing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    min-height: 2.5rem;
    padding: 0.5rem 1.25rem 0.5rem 1rem;
    font-size: 0.8125rem;
  }
  .week .overlap:empty {
    display: none;
  }
  @media print {
    .days li {
      content-visibility: visible !important;
      break-inside: avoid;
    }
    .days li.open {
      break-inside: auto;
    }
    .week {
      break-after: avoid;
    }
  }
  @media (max-width: 40rem) {
    .days,
    .scale {
      --columns: 1.75rem minmax(0, 1fr) fit-content(8.375rem);
    }
    .day {
      padding-inline: 0.75rem 0.875rem;
      padding-bottom: 0.25rem;
    }
    .total {
      grid-column: 3;
    }
    .week {
      padding-inline: 0.75rem 0.875rem;
    }
    .strips,
    .scale > * {
      grid-column: 1 / -1;
    }
    .strips {
      grid-row: 2;
      padding: 0 0.875rem 0.75rem 0.75rem;
    }
    .date .wide {
      display: none;
    }
    .date .narrow {
      display: inline-block;
    }
  }
`
