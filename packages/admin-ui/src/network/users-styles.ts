import { css } from 'lit'

/** Styles of the list of users. */
export const usersStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem 1.5rem;
    margin-bottom: 1rem;
  }
  .field {
    flex: 0 1 20rem;
    min-width: 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.625rem 1rem;
    text-align: end;
    vertical-align: baseline;
  }
  th:first-child,
  td:first-child {
    text-align: start;
  }
  th:first-child .order::before {
    inset-inline: calc(100% + 0.25rem) auto;
  }
  thead th {
    border-bottom: 1px solid var(--line);
    color: var(--muted);
    font-size: 0.8125rem;
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
  a.long {
    display: block;
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  a:hover {
    text-decoration: underline;
  }
  .order {
    position: relative;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-weight: inherit;
    text-align: end;
    cursor: pointer;
  }
  .order::before {
    content: '↓';
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: calc(100% + 0.25rem);
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
    gap: 1rem;
    margin-top: 1rem;
  }
  activity-date-range-picker {
    margin-bottom: 1rem;
  }
  @media (max-width: 40rem) {
    .field {
      flex: 1 1 10rem;
    }
    th,
    td {
      padding-inline: 0.5rem;
    }
    table {
      table-layout: fixed;
    }
    th:first-child {
      width: 42%;
      padding-inline-start: 0.75rem;
    }
    th:last-child {
      width: 24%;
    }
    thead th {
      vertical-align: bottom;
    }
    thead th,
    .total {
      white-space: normal;
    }
    thead th:last-child,
    td:last-child {
      padding-inline-end: 0.75rem;
    }
    .wide {
      display: none;
    }
    .narrow {
      display: block;
    }
  }
`
