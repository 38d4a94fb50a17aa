import { css } from 'lit'

/** Styles of one user's days. */
export const userActivityStyles = css`
  header {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 1rem;
    margin-bottom: 1rem;
  }
  .long {
    font-size: 1.125rem;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1.5rem;
    min-height: 2.25rem;
    margin-bottom: 1rem;
  }
  activity-day-chart {
    margin-bottom: 1.25rem;
  }
  .summary {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
  }
  .summary [role='status'].number:not(:empty) {
    margin-inline-end: 1rem;
  }
  .as-of button {
    padding: 0.25rem 0;
    border: 0;
    background: none;
    color: var(--accent);
    cursor: pointer;
  }
  .as-of button:hover {
    text-decoration: underline;
  }
`
