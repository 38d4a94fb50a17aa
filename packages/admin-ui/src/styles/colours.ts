/** A colour on light ground and on dark ground, or one that is made of others. */
type Colour = readonly [light: string, dark: string] | string

/**
 * The colours of the view: `accent` is `var(--accent)` in its styles, and pages set it as `--activity-accent`. docs/admin-ui.md says what each is for;
 * tests compare the two, and the contrasts in the browser.
 */
export const colours: Readonly<Record<string, Colour>> = {
  text: ['#1b1d22', '#eceef2'],
  muted: ['#5c626d', '#a3a9b5'],
  surface: ['#ffffff', '#1c1e23'],
  raised: ['#f4f5f7', '#262930'],
  line: ['#e3e5ea', '#33373f'],
  'field-line': ['#878d99', '#767c88'],
  accent: ['#2f5bd8', '#8fb0ff'],
  'on-accent': ['#ffffff', '#10131a'],
  'accent-soft': ['#eaf0ff', '#26314d'],
  focus: 'var(--accent)',
  danger: ['#b3261e', '#ff9d94'],
  'on-danger': ['#ffffff', '#1c0f0e'],
  notice: ['#fff7e6', '#33290f'],
  'on-notice': ['#6b4a00', '#f4d58a'],
  mobile: ['#c2611f', '#f0a265'],
  web: 'var(--accent)',
  'not-recorded': 'var(--field-line)',
  shadow: 'rgb(0 0 0 / 0.2)',
  backdrop: 'rgb(10 12 18 / 0.5)',
}

/** Of a colour that no page has set. */
export const defaultOf = (colour: Colour): string => (typeof colour === 'string' ? colour : `light-dark(${colour[0]}, ${colour[1]})`)
