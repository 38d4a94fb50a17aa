import { css } from 'lit'

/** Styles of the list of users. */
export const usersStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(0.75 * var(--activity-unit)) calc(1.5 * var(--activity-unit));
    margin-bottom: var(--activity-unit);
  }
  .field {
    flex: 0 1 calc(20 * var(--activity-unit));
    min-width: 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: calc(0.625 * var(--activity-unit)) var(--activity-unit);
    text-align: var(--end);
    vertical-align: baseline;
  }
  th:first-child,
  td:first-child {
    text-align: var(--start);
  }
  th:first-child .order::before {
    inset-inline: calc(100% + 0.25 * var(--activity-unit)) auto;
  }
  thead th {
    border-bottom: 1px solid var(--line);
    color: var(--muted);
    font-size: calc(0.8125 * var(--activity-unit));
    font-weight: 500;
    white-space: nowrap;
  }
  tbody th {
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  tbody tr {
    cursor: pointer;
  }
  tbody tr + tr > * {
    border-top: 1px solid var(--line);
  }
  tbody tr:hover {
    background: var(--raised);
  }
  a {
    color: var(--accent);
    font-weight: 550;
    text-decoration: none;
  }
  a:has(.about, .long) {
    display: block;
  }
  a:hover .name {
    text-decoration: underline;
  }
  .everyone {
    display: flex;
    flex: 1 0 auto;
    align-items: center;
    gap: calc(0.5 * var(--activity-unit));
  }
  .order {
    position: relative;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-weight: inherit;
    text-align: var(--end);
    cursor: pointer;
  }
  .order::before {
    content: '↓';
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: calc(100% + 0.25 * var(--activity-unit));
    visibility: hidden;
  }
  [aria-sort='ascending'] .order::before {
    content: '↑';
  }
  [aria-sort] .order {
    color: var(--text);
  }
  [aria-sort] .order::before {
    visibility: visible;
  }
  td {
    white-space: nowrap;
  }
  .narrow {
    display: none;
  }
  .more {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--activity-unit);
    margin-top: var(--activity-unit);
  }
  activity-date-range-picker {
    margin-bottom: var(--activity-unit);
  }
  @container (max-width: 40em) {
    .field {
      flex: 1 1 calc(10 * var(--activity-unit));
    }
    th,
    td {
      padding-inline: calc(0.5 * var(--activity-unit));
    }
    table {
      table-layout: fixed;
    }
    th:first-child {
      width: 38%;
      padding-inline-start: calc(0.75 * var(--activity-unit));
    }
    th:last-child {
      width: 28%;
    }
    thead th {
      vertical-align: bottom;
    }
    thead th,
    td {
      white-space: normal;
      hyphens: auto;
      overflow-wrap: anywhere;
    }
    thead th:last-child,
    td:last-child {
      padding-inline-end: calc(0.75 * var(--activity-unit));
    }
    .everyone {
      flex: 1 0 100%;
      order: 1;
    }
    .wide {
      display: none;
    }
    .narrow {
      display: block;
    }
  }
`
