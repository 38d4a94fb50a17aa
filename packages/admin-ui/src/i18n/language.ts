import { en, type Words } from './en.ts'
import { nl } from './nl.ts'

export const languages = ['nl', 'en'] as const

export type Language = (typeof languages)[number]

export const wordsOf: Readonly<Record<Language, Words>> = { en, nl }

export const isLanguage = (text: string | null | undefined): text is Language => languages.some((language) => language === text)

/** The first language of the browser that there are words for. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  for (const tag of browserLanguages) {
    const language = tag.slice(0, 2).toLowerCase()
    if (isLanguage(language)) return language
  }
  return 'en'
}

/** How dates and numbers are written: as the browser's own variant of the language, or as in Europe. */
export function localeOf(language: Language, browserLanguages: readonly string[]): string {
  const own = browserLanguages.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isLocale(tag))
  return own ?? (language === 'nl' ? 'nl-NL' : 'en-GB')
}

/** Some systems name languages as no browser's own formats take them, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
