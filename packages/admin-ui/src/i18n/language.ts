import { en, type Words } from './en.ts'
import { nl } from './nl.ts'

export const languages = ['nl', 'en'] as const

export type Language = (typeof languages)[number]

export const wordsOf: Readonly<Record<Language, Words>> = { en, nl }

export const isLanguage = (text: string | null | undefined): text is Language => languages.some((language) => language === text)

/** The first of the browser's languages that the view supports. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  for (const tag of browserLanguages) {
    const language = tag.slice(0, 2).toLowerCase()
    if (isLanguage(language)) return language
  }
  return 'en'
}

/** The locale of dates and numbers: the browser's own variant of the language, or the European one. */
export function localeOf(language: Language, browserLanguages: readonly string[]): string {
  const own = browserLanguages.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isLocale(tag))
  return own ?? (language === 'nl' ? 'nl-NL' : 'en-GB')
}

/** Some systems use language names that no browser's formats accept, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
