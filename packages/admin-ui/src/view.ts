import type { ActivityApi } from './api/activity-api.ts'
import type { Words } from './i18n/en.ts'
import type { Language } from './i18n/language.ts'
import type { Loading } from './loading.ts'
import type { Names } from './names/names.ts'

/** What elements need that only speak. */
export type Spoken = Pick<View, 'words'> & Partial<Pick<View, 'headingLevel'>>

/** What every part of the view needs: the API, the words, and the viewer's locale and zone. It is replaced whenever any of these changes. */
export interface View {
  readonly api: ActivityApi
  readonly words: Words
  readonly language: Language
  /** Of the view's first heading. */
  readonly headingLevel: number
  /** Whether the page around the view has a title of its own. */
  readonly hidesTitle: boolean
  /** For Intl */
  readonly locale: string
  /** Undefined if the browser does not know it. Times then show their offset from UTC. */
  readonly viewerTimeZone: string | undefined
  /** Whether it is about the reader, so that a user is the reader. */
  readonly isOwn: boolean
  /** The subject of the token; empty if it cannot be read. */
  readonly reader: string
  /** Who people are. With other names, the view is another one. */
  readonly names: Names
  /** Whether people have pictures, from other hosts. */
  readonly hasPictures: boolean
  readonly mayRead: boolean
  readonly mayReadOwn: boolean
  readonly mayManage: boolean
}

/**
 * Whether the content must be read again: it came from another API or was for someone else, or an old token was refused. Another language or
 * a renewed token alone are no reason to read someone's activity again.
 */
export function asksAnew(before: View | undefined, view: View, { failure }: Loading<unknown>): boolean {
  return before?.api !== view.api || failure === 'token' || failure === 'tokenAgain'
}
