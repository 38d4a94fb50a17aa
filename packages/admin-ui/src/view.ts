import type { ActivityApi } from './api/activity-api.ts'
import type { Words } from './i18n/en.ts'
import type { Loading } from './loading.ts'

/** What every part of the view needs to show something: whom to ask, in which words, and for whom. A new one whenever any of it changes. */
export interface View {
  readonly api: ActivityApi
  readonly words: Words
  /** For Intl */
  readonly locale: string
  /** Undefined where the browser does not know it: then its times say how far they are from UTC. */
  readonly viewerTimeZone: string | undefined
  readonly mayRead: boolean
  readonly mayManage: boolean
}

/**
 * Whether what is shown must be asked for again: it was asked for elsewhere or for someone else, or refused with an old token. Another language or
 * a renewed token alone are no reason to read someone's activity again.
 */
export function asksAnew(before: View | undefined, view: View, { failure }: Loading<unknown>): boolean {
  return before?.api !== view.api || failure === 'token' || failure === 'tokenAgain'
}
