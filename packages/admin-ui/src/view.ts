import type { ActivityApi } from './api/activity-api.ts'
import type { Words } from './i18n/en.ts'

/** What every part of the view needs to show something: whom to ask, in which words, and for whom. A new one whenever any of it changes. */
export interface View {
  readonly api: ActivityApi
  readonly words: Words
  /** For Intl */
  readonly locale: string
  readonly viewerTimeZone: string
  readonly mayRead: boolean
  readonly mayManage: boolean
}

/** Whether what is shown was asked for elsewhere, or for someone else: another language alone is no reason to read someone's activity again. */
export const asksAnew = (before: View | undefined, view: View): boolean => before?.api !== view.api
