import { describe, expect, test } from 'vitest'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { fr } from './fr.ts'
import { changed, languageNames, languageOf, languages, learn, localeOf, preferredLanguage, wordsIn } from './language.ts'
import { nl } from './nl.ts'
import type { TextChanges } from './text-changes.ts'

const all: Readonly<Record<string, Words>> = { de, en, fr, nl }

// Shown to the compiler: a language that lacks a text, or has one that takes something else, does not compile.
const { title: _, ...withoutTitle } = en
// @ts-expect-error the title is missing
const incomplete: Words = withoutTitle
// @ts-expect-error it takes a number
const mistaken: TextChanges = { lookCount: (count: Date) => String(count) }

/** Each text, with its name; those with numbers or names in them once for each of a few. */
function textsOf(words: object, path = ''): [name: string, text: string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    const at = `${path}${name}`
    if (typeof value === 'string') return [[at, value]]
    if (typeof value === 'object' && value !== null) return textsOf(value, `${at}.`)
    return [0, 1, 2, 5, 1234].flatMap((count) => {
      const texts: unknown = value(count === 1234 ? '1,234' : count, 'anna')
      return (Array.isArray(texts) ? texts : [texts]).map((text): [string, string] => [`${at}(${count})`, String(text)])
    })
  })
}

describe.each(Object.entries(all))('%s', (language, words) => {
  test('says something everywhere, whatever the numbers are', () => {
    const texts = textsOf(words)
    expect(texts.length).toBeGreaterThan(200)
    expect(texts.filter(([, text]) => text.trim() === '' || /undefined|NaN|\[object/.test(text))).toEqual([])
    expect(texts.filter(([, text]) => /^\s|\s$|\s\s/.test(text))).toEqual([])
    expect(texts.filter(([, text]) => /"|\.\.\.|(?<=\p{L})'(?=\p{L})/u.test(text)).map(([name]) => name)).toEqual([])
  })

  test('has numbers that agree with their words', () => {
    expect([words.days(1), words.days(2)]).toEqual(
      { de: ['1 Tag', '2 Tage'], en: ['1 day', '2 days'], fr: ['1 jour', '2 jours'], nl: ['1 dag', '2 dagen'] }[language],
    )
    expect(words.sessionCount(0)).toBe({ de: '0 Sitzungen', en: '0 sessions', fr: '0 session', nl: '0 sessies' }[language])
  })
})

test('French is set with spaces that do not break before high punctuation and in quotation marks', () => {
  expect(textsOf(fr).filter(([, text]) => /[^\u202f][;?!]|[^\u00a0\d]:|«[^\u202f]|[^\u202f]»|\d \d/.test(text))).toEqual([])
})

test('German has German quotation marks', () => {
  expect(textsOf(de).filter(([, text]) => /[”«»]/.test(text) || /„[^“]*$/.test(text))).toEqual([])
})

test.each(['de', 'fr', 'nl'] as const)('%s is a language of its own: what it shares with English are words that it has too', (language) => {
  const english = new Map(textsOf(en))
  const shared = textsOf(all[language] ?? en).filter(([name, text]) => english.get(name) === text && /\p{L} \p{L}/u.test(text))
  expect(shared).toEqual([])
})

test('a language is found by tag, and formats by its variant', async () => {
  expect(['de-AT', 'FR', 'nl-BE', 'sv', '', 'denim'].map(languageOf)).toEqual(['de', 'fr', 'nl', undefined, undefined, undefined])
  expect(preferredLanguage(['', 'sv-SE', 'fr-CA', 'nl'])).toBe('fr')
  expect(preferredLanguage(['tlh'])).toBe('en')
  expect([localeOf('de', ['de-AT', 'de-CH']), localeOf('de', ['en-US']), localeOf('fr', ['fr'])]).toEqual(['de-AT', 'de-DE', 'fr-FR'])
  expect(languages.map((language) => languageNames[language])).toEqual(['Deutsch', 'English', 'Français', 'Nederlands'])
  expect(wordsIn('de')).toBe(en)
  await learn('de')
  expect(wordsIn('de')).toBe(de)
})

test('a page may have other texts: some, in parts too, or all', () => {
  const words = changed(en, { title: 'Presence', device: { web: 'Desktop' }, lookCount: (count) => `seen ${count} times` })
  expect([words.title, words.device, words.lookCount(3), words.users]).toEqual([
    'Presence',
    { mobile: 'Mobile', web: 'Desktop' },
    'seen 3 times',
    'Users',
  ])
  expect(changed(en, nl)).toEqual(nl)
  expect([changed(en, undefined), incomplete.users, typeof mistaken]).toEqual([en, 'Users', 'object'])
})
