import './index.ts'
import { ActivityView } from './activity-view.ts'
import { isLanguage } from './i18n/language.ts'
import { recall, remember } from './page-memory.ts'

// The token comes in the address's fragment, which browsers never send, and is removed from the address at once. It stays in this tab's storage, so
// that a reload works, and is gone when the tab closes.
const tokenKey = 'stitchlog-token'
const languageKey = 'stitchlog-language'

const overview = document.querySelector('activity-overview')
if (overview instanceof ActivityView) start(overview)

function start(view: ActivityView): void {
  const language = recall('localStorage', languageKey)
  if (isLanguage(language)) view.lang = language
  else document.documentElement.lang = view.language
  readAddress(view)
  window.addEventListener('hashchange', () => readAddress(view))
  view.addEventListener('activity-navigate', () => {
    history.pushState(datesOf(view), '', addressOf(view))
    nameDocument(view)
  })
  view.addEventListener('activity-language', () => {
    remember('localStorage', languageKey, view.language)
    nameDocument(view)
  })
}

function readAddress(view: ActivityView): void {
  const given = new URLSearchParams(location.hash.slice(1))
  const token = given.get('token')
  if (token !== null) remember('sessionStorage', tokenKey, token)
  view.token = token ?? recall('sessionStorage', tokenKey) ?? ''
  view.network = given.get('network') ?? ''
  view.user = given.get('user') ?? ''
  // Dates are kept in the entry of the browser's history, so that going back shows the same dates. They do not stay in the address.
  const { from, to } = given.has('user') && given.has('from') ? { from: given.get('from'), to: given.get('to') } : datesIn(history.state)
  Object.assign(view, { from: from ?? '', to: to ?? '' })
  view.tab = given.get('tab') === 'users' ? 'users' : 'preferences'
  // Changing the history would cancel several quick steps back, so change it only if needed.
  if (location.hash !== addressOf(view)) history.replaceState(datesOf(view), '', addressOf(view))
  nameDocument(view)
}

function datesOf({ from, to }: ActivityView): { from: string; to: string } {
  return { from, to }
}

function datesIn(state: unknown): { from?: string; to?: string } {
  if (typeof state !== 'object' || state === null || !('from' in state) || !('to' in state)) return {}
  return { from: String(state.from), to: String(state.to) }
}

function addressOf({ network, user, tab }: ActivityView): string {
  const parts = { ...(network === '' ? {} : { network }), ...(user !== '' ? { user } : tab === 'users' ? { tab } : {}) }
  const fragment = new URLSearchParams(parts).toString()
  return fragment === '' ? location.pathname : `#${fragment}`
}

function nameDocument(view: ActivityView): void {
  document.documentElement.lang = view.language
  document.title = [view.user, view.network, view.words.title].filter((text) => text !== '').join(' · ')
}
