import { css } from 'lit'

/** Styles of the small forms in the settings. */
export const formStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: calc(0.75 * var(--activity-unit)) calc(1.25 * var(--activity-unit));
    margin-top: calc(0.875 * var(--activity-unit));
  }
  label {
    display: grid;
    gap: calc(0.25 * var(--activity-unit));
    font-size: calc(0.8125 * var(--activity-unit));
    color: var(--muted);
  }
  .with-unit {
    display: flex;
    align-items: center;
    gap: calc(0.5 * var(--activity-unit));
    font-size: calc(0.9375 * var(--activity-unit));
  }
  .field {
    width: calc(6 * var(--activity-unit));
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  .after {
    display: flex;
    flex: 1 1 calc(12 * var(--activity-unit));
    align-items: center;
    min-height: calc(2.25 * var(--activity-unit));
  }
  /* Present, so that screen readers announce a new text, but without any space. */
  .after:empty {
    position: absolute;
  }
  @container (max-width: 40em) {
    .after {
      flex-basis: 100%;
      min-height: 0;
    }
  }
`
