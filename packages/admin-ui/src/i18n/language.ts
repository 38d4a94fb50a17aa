import { en, type Words } from './en.ts'
import type { TextChanges } from './text-changes.ts'

/** In the order of their own names. */
export const languages = ['de', 'en', 'fr', 'nl'] as const

export type Language = (typeof languages)[number]

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { de: 'Deutsch', en: 'English', fr: 'Français', nl: 'Nederlands' }

/** The European variant, where the browser does not say which. */
const locales: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB', fr: 'fr-FR', nl: 'nl-NL' }

/** English is part of the script, the others are read when they are spoken. */
const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Words>>> = {
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  nl: async () => (await import('./nl.ts')).nl,
}

const known = new Map<Language, Words>([['en', en]])

/** Whether the texts of a language have been read. */
export const isKnown = (language: Language): boolean => known.has(language)

/** The texts of a language that has been read; English until then. */
export const wordsIn = (language: Language): Words => known.get(language) ?? en

/** Reads the texts of a language. Rejects if they cannot be read; then it may be tried again. */
export async function learn(language: Language): Promise<void> {
  if (language !== 'en' && !isKnown(language)) known.set(language, await loaders[language]())
}

/** Texts of a language with those that the page around the view has instead. */
export function changed(words: Words, changes: TextChanges | undefined): Words {
  const { failures, lookKinds, device } = words
  const { failures: otherFailures, lookKinds: otherKinds, device: otherDevice, ...others } = changes ?? {}
  return {
    ...words,
    ...others,
    failures: { ...failures, ...otherFailures },
    lookKinds: { ...lookKinds, ...otherKinds },
    device: { ...device, ...otherDevice },
  }
}

export const isLanguage = (text: string | null | undefined): text is Language => languages.some((language) => language === text)

/** The view's language that a tag means, such as `de` for `de-AT`. */
export function languageOf(tag: string): Language | undefined {
  const language = tag.split('-', 1)[0]?.toLowerCase()
  return isLanguage(language) ? language : undefined
}

/** The first of some language tags that the view speaks. */
export const preferredLanguage = (tags: readonly string[]): Language => tags.map(languageOf).find((language) => language !== undefined) ?? 'en'

/** The locale of dates and numbers: the first of some tags that is a variant of the language, or the European one. */
export function localeOf(language: Language, tags: readonly string[]): string {
  return tags.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isLocale(tag)) ?? locales[language]
}

/** Some systems use language names that no browser's formats accept, such as `en-US@posix`. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
