import { type Device, devices } from '@stitchlog/contracts/devices'
import { css, unsafeCSS } from 'lit'

interface DeviceLook {
  readonly colour: string
  /** Where colours may be lost, it is drawn as an outline, so that it differs from what is filled. */
  readonly isHollow: boolean
}

const looks: Readonly<Record<Device, DeviceLook>> = {
  mobile: { colour: 'var(--mobile)', isHollow: true },
  web: { colour: 'var(--web)', isHollow: false },
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
    /* Time runs as texts do, as in calendars. */
    :host(:dir(rtl)) .time {
      transform: scaleX(-1);
    }
    :host(:dir(rtl)) .time text {
      transform: scaleX(-1);
      transform-box: fill-box;
      transform-origin: center;
    }
    .key {
      display: inline-flex;
      align-items: baseline;
      gap: calc(0.375 * var(--activity-unit));
    }
    .key::before {
      content: '';
      display: inline-block;
      width: calc(0.625 * var(--activity-unit));
      height: calc(0.625 * var(--activity-unit));
      border-radius: calc(0.125 * var(--activity-unit));
      forced-color-adjust: none;
      print-color-adjust: exact;
    }
    .hatching-ground {
      fill: var(--surface);
    }
    .hatching-line {
      stroke: var(--not-recorded);
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
      font-size: calc(0.75 * var(--activity-unit));
      font-variant-numeric: tabular-nums;
    }
  `,
]
