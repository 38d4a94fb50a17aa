import { css } from 'lit'

/** What pictures of activity have in common: a colour for each kind of device, and small numbers at their edges. */
export const deviceColours = css`
  rect.web {
    fill: var(--accent);
  }
  rect.mobile {
    fill: var(--phone);
  }
  .scale {
    fill: var(--muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
`
