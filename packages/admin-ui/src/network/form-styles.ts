import { css } from 'lit'

/** Styles of the small forms in the settings. */
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
    display: flex;
    flex: 1 1 12rem;
    align-items: center;
    min-height: 2.25rem;
  }
  /* Present, so that screen readers announce a new text, but without any space. */
  .after:empty {
    position: absolute;
  }
  @media (max-width: 40rem) {
    .after {
      flex-basis: 100%;
      min-height: 0;
    }
  }
`
