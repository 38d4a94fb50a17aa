import { type Device, devices } from '@stitchlog/contracts/devices'
import { css, unsafeCSS } from 'lit'

const colours: Readonly<Record<Device, string>> = {
  mobile: 'light-dark(#c2611f, #f0a265)',
  web: 'var(--accent)',
}

const ofDevice = (device: Device) => css`
  rect.${unsafeCSS(device)},
  path.${unsafeCSS(device)} {
    fill: ${unsafeCSS(colours[device])};
  }
  path.${unsafeCSS(device)} {
    stroke: ${unsafeCSS(colours[device])};
  }
  .${unsafeCSS(device)}::before {
    background: ${unsafeCSS(colours[device])};
  }
`

/** Styles that all charts share: a colour for each kind of device, its patch in a legend, and small numbers at their edges. */
export const deviceColours = [
  ...devices.map(ofDevice),
  css`
    .key::before {
      content: '';
      display: inline-block;
      width: 0.625rem;
      height: 0.625rem;
      margin-inline-end: 0.375rem;
      border-radius: 0.125rem;
      forced-color-adjust: none;
      print-color-adjust: exact;
    }
    .hatching-ground {
      fill: var(--surface);
    }
    .hatching-line {
      stroke: var(--field-line);
      stroke-width: 1.5;
    }
    .scale {
      fill: var(--muted);
      font-size: 0.75rem;
      font-variant-numeric: tabular-nums;
    }
  `,
]
