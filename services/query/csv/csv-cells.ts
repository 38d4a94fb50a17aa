import type { TimeZone } from '@stitchlog/timeline'

/** H:MM:SS of whole seconds. */
export function hoursMinutesSeconds(seconds: number): string {
  const [hours, ...rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return [hours, ...rest.map((part) => String(part).padStart(2, '0'))].join(':')
}

/**
 * A formula's sign (Excel takes full-width ones too) where a cell begins, or where a spreadsheet that splits at another separator than the
 * file's would begin one. Spaces and quotes before it do not count: some programs drop them.
 */
const formulaSign = /(?<=(?:^|[,;\t\r\n\u2028\u2029])[\s"]*)[=+\-@＝＋－＠]/g

/** A cell that no spreadsheet runs as a formula, nor any part of it. */
export function neutralised(text: string): string {
  return text.replaceAll(formulaSign, "'$&").replace(/^[\t\r]/, "'$&")
}

/** A zone's name. An offset stays readable: it is no client's text, and a formula of it is only itself. */
export const timeZoneCell = ({ name, fixedOffsetMs }: TimeZone) => (fixedOffsetMs === undefined ? neutralised(name) : name)
