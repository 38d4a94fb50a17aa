import { css } from 'lit'

/** Styles of one user's days. */
export const userActivityStyles = css`
  header {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--activity-unit);
    margin-bottom: var(--activity-unit);
  }
  .long {
    font-size: calc(1.125 * var(--activity-unit));
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(0.5 * var(--activity-unit)) calc(1.5 * var(--activity-unit));
    min-height: calc(2.25 * var(--activity-unit));
    margin-bottom: var(--activity-unit);
  }
  activity-day-chart {
    display: block;
    min-height: calc(10 * var(--activity-unit));
    margin-bottom: calc(1.25 * var(--activity-unit));
  }
  .summary {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
  }
  .summary [role='status'].number:not(:empty) {
    margin-inline-end: var(--activity-unit);
  }
  .as-of button {
    padding: calc(0.25 * var(--activity-unit)) 0;
    border: 0;
    background: none;
    color: var(--accent);
    cursor: pointer;
  }
  .as-of button:hover {
    text-decoration: underline;
  }
`
