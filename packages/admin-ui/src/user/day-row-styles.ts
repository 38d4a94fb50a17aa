import { css } from 'lit'

/** Styles of the list of days. */
export const dayRowStyles = css`
  .days,
  .scale {
    --columns: calc(2 * var(--activity-unit)) minmax(0, calc(13 * var(--activity-unit))) minmax(0, 1fr) calc(12 * var(--activity-unit));
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
    contain-intrinsic-size: auto calc(3.5 * var(--activity-unit));
  }
  /* What is told of a session reaches beyond its row. */
  .days li:is(:hover, :focus-within) {
    content-visibility: visible;
  }
  .row,
  .scale {
    display: grid;
    grid-template-columns: var(--columns);
    column-gap: calc(0.75 * var(--activity-unit));
  }
  .day {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    grid-row: 1;
    grid-template-rows: 1fr auto auto 1fr;
    align-items: baseline;
    width: 100%;
    min-height: calc(3.5 * var(--activity-unit));
    padding: calc(0.375 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(0.375 * var(--activity-unit)) var(--activity-unit);
    border: 0;
    background: none;
    text-align: var(--start);
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
    gap: calc(0.25 * var(--activity-unit));
    grid-column: 3;
    grid-row: 1;
    align-self: center;
    min-width: 0;
    padding-block: calc(0.5 * var(--activity-unit));
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
    width: var(--activity-unit);
    height: var(--activity-unit);
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
    gap: 0 calc(0.5 * var(--activity-unit));
    align-items: baseline;
    grid-column: 2;
    grid-row: 2;
  }
  .count {
    grid-column: 2;
    grid-row: 3;
    font-size: calc(0.8125 * var(--activity-unit));
    line-height: 1.3;
  }
  .total {
    grid-column: 4;
    text-align: var(--end);
  }
  /* A total of more lines takes its room above and below, so that the date stays at its number of sessions. */
  .chevron,
  .day .total {
    grid-row: 1 / -1;
    align-self: center;
  }
  .day .total {
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .total strong {
    font-weight: 600;
  }
  .week {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 calc(0.75 * var(--activity-unit));
    padding: calc(0.375 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(0.375 * var(--activity-unit)) var(--activity-unit);
    background: var(--raised);
    font-size: calc(0.8125 * var(--activity-unit));
  }
  .week .dates {
    font-weight: 600;
  }
  .week .total {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0 calc(0.5 * var(--activity-unit));
    margin-inline-start: auto;
  }
  .missing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(0.25 * var(--activity-unit)) calc(0.75 * var(--activity-unit));
    min-height: calc(2.5 * var(--activity-unit));
    padding: calc(0.5 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(0.5 * var(--activity-unit)) var(--activity-unit);
    font-size: calc(0.8125 * var(--activity-unit));
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
  @container (max-width: 48em) {
    .days,
    .scale {
      --columns: calc(1.75 * var(--activity-unit)) minmax(0, 1fr) fit-content(calc(8.375 * var(--activity-unit)));
    }
    .day {
      padding-inline: calc(0.75 * var(--activity-unit)) calc(0.875 * var(--activity-unit));
      padding-bottom: calc(0.25 * var(--activity-unit));
    }
    .total {
      grid-column: 3;
    }
    .week {
      padding-inline: calc(0.75 * var(--activity-unit)) calc(0.875 * var(--activity-unit));
    }
    .strips,
    .scale > * {
      grid-column: 1 / -1;
    }
    .strips {
      grid-row: 2;
      padding: 0 calc(0.875 * var(--activity-unit)) calc(0.75 * var(--activity-unit)) calc(0.75 * var(--activity-unit));
    }
    .date .wide {
      display: none;
    }
    .date .narrow {
      display: inline-block;
    }
  }
`
