import { type Device, devices } from '@stitchlog/contracts/devices'
import { css, unsafeCSS } from 'lit'

interface DeviceLook {
  readonly colour: string
  /** Where colours may be lost, it is drawn as an outline, so that it differs from what is filled. */
  readonly isHollow: boolean
}

const looks: Readonly<Record<Device, DeviceLook>> = {
  mobile: { colour: 'light-dark(#c2611f, #f0a265)', isHollow: true },
  web: { colour: 'var(--accent)', isHollow: false },
}

const ofDevice = (device: Device) => css`
  rect.${unsafeCSS(device)},
  path.${unsafeCSS(device)} {
    fill: ${unsafeCSS(looks[device].colour)};
  }
  path.${unsafeCSS(device)} {
    stroke: ${unsafeCSS(looks[device].colour)};
  }
  .${unsafeCSS(device)}::before {
    background: ${unsafeCSS(looks[device].colour)};
  }
  @media print, (forced-colors: active) {
    rect.${unsafeCSS(device)},
    path.${unsafeCSS(device)} {
      fill: ${unsafeCSS(looks[device].isHollow ? 'Canvas' : 'currentColor')};
      stroke: currentColor;
    }
    .${unsafeCSS(device)}::before {
      background: ${unsafeCSS(looks[device].isHollow ? 'Canvas' : 'CanvasText')};
      border: 1px solid CanvasText;
    }
  }
  @media print {
    rect.${unsafeCSS(device)},
    path.${unsafeCSS(device)} {
      color: ${unsafeCSS(looks[device].colour)};
    }
    .${unsafeCSS(device)}::before {
      border-color: ${unsafeCSS(looks[device].colour)};
      ${unsafeCSS(looks[device].isHollow ? '' : `background: ${looks[device].colour};`)}
    }
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
    /* Nothing else replaces the colours of drawings where the reader has chosen a few. */
    @media (forced-colors: active) {
      svg {
        color: CanvasText;
      }
      .hatching-ground {
        fill: Canvas;
      }
      .hatching-line {
        stroke: CanvasText;
      }
    }
    .scale {
      fill: var(--muted);
      font-size: 0.75rem;
      font-variant-numeric: tabular-nums;
    }
  `,
]
