import { type SVGTemplateResult, svg } from 'lit'

/** The pattern of what is not on record, for a drawing that uses `fill="url(#hatching)"`. */
export const hatching: SVGTemplateResult = svg`
  <defs>
    <pattern id="hatching" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" class="hatching-ground" />
      <line x1="0" x2="0" y1="0" y2="6" class="hatching-line" />
    </pattern>
  </defs>
`
