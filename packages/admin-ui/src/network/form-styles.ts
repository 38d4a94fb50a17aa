import { css } from 'lit'

/** How the small forms of the settings look. */
export const formStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 0.75rem 1.25rem;
    margin-top: 0.875rem;
  }
  label {
    display: grid;
    gap: 0.25rem;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .with-unit {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 0.9375rem;
  }
  .field {
    width: 6rem;
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  .after {
    min-height: 1.25rem;
    margin: 0.375rem 0 -0.75rem;
  }
`
