import { ActivityApi } from './api/activity-api.ts'
import type { TokenRenewal } from './api/token-renewal.ts'
import { tokenGrants } from './api/token-scopes.ts'
import { viewerTimeZone } from './format/viewer-time-zone.ts'
import type { Words } from './i18n/en.ts'
import type { Language } from './i18n/language.ts'
import type { Names } from './names/names.ts'
import { personOf } from './sign-in/person.ts'
import type { View } from './view.ts'

/** What a view is of. */
interface ViewOptions {
  readonly baseUrl: string
  /** Empty if it is about the reader, in the only network of the token. */
  readonly network: string
  readonly isOwn: boolean
  readonly token: string
  readonly renewal: TokenRenewal
  readonly language: Language
  /** In that language, or in another that the page speaks. */
  readonly words: Words
  /** For dates and numbers. */
  readonly locale: string
  readonly names: Names
  readonly hasPictures: boolean
  readonly headingLevel: number
  readonly hidesTitle: boolean
}

/** @param api the one to go on with, if nothing changed that it goes by */
export function makeView(
  { language, words, locale, names, hasPictures, headingLevel, hidesTitle, ...options }: ViewOptions,
  api: ActivityApi | undefined,
): View {
  const { token, isOwn } = options
  const timeZone = viewerTimeZone()
  const asked = api ?? new ActivityApi({ ...options, baseUrl: options.baseUrl.replace(/\/$/, ''), viewerTimeZone: timeZone })
  // Ids of another network, or for somebody else, may be those of others.
  if (api === undefined) names.forget(asked)
  return {
    api: asked,
    words,
    language,
    headingLevel,
    hidesTitle,
    locale,
    viewerTimeZone: timeZone,
    isOwn,
    names,
    hasPictures,
    reader: personOf(token)?.subject ?? '',
    mayRead: tokenGrants(token, isOwn ? 'activity:self' : 'activity:read'),
    mayReadOwn: tokenGrants(token, 'activity:self'),
    mayManage: !isOwn && tokenGrants(token, 'activity:manage'),
  }
}
