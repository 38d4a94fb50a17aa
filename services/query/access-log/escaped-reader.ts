/** Everything but printable ASCII; and spaces at an end, or more than one, because they are easily overlooked. */
const unusual = /[^ -~]|^ | $|(?<= ) /gu

/**
 * A reader's id in printable ASCII, with `\\u{…}` for unusual characters, so that ids that look alike are told apart.
 *
 * @returns null if nothing in it is unusual
 */
export function escapedReader(reader: string): string | null {
  const escaped = reader.replaceAll(/\\(?=u\{)/g, '\\u{5c}').replaceAll(unusual, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return escaped === reader ? null : escaped
}
