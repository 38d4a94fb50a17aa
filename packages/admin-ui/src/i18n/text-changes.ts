import type { Words } from './en.ts'

/**
 * Texts that a page has instead of those of the view: some of them, or all of them for a language that the view does not speak. Texts with numbers or
 * names in them are functions.
 */
export type TextChanges = {
  readonly [Name in keyof Words]?: Words[Name] extends Readonly<Record<string, string>> ? Partial<Words[Name]> : Words[Name]
}
