import type { TimeZone } from '@stitchlog/timeline'

/** H:MM:SS of whole seconds. */
export function hoursMinutesSeconds(seconds: number): string {
  const [hours, ...rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return [hours, ...rest.map((part) => String(part).padStart(2, '0'))].join(':')
}

/**
 * A formula's sign (Excel accepts full-width ones too) at the beginning of a cell, or where a cell would begin in a spreadsheet that splits at
 * another separator than the file's. Spaces and quotes before it are ignored, because some programs drop them.
 */
const formulaSign = /(?<=(?:^|[,;\t\r\n\u2028\u2029])[\s"]*)[=+\-@＝＋－＠]/g

/** Changes a cell so that no spreadsheet runs it, or any part of it, as a formula. */
export function neutralised(text: string): string {
  return text.replaceAll(formulaSign, "'$&").replace(/^[\t\r]/, "'$&")
}

/** A zone's name. An offset stays unchanged: it is not a client's text, and as a formula it has only its own value. */
export const timeZoneCell = ({ name, fixedOffsetMs }: TimeZone) => (fixedOffsetMs === undefined ? neutralised(name) : name)
