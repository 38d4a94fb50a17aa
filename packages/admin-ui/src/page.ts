import './index.ts'
import { ActivityView } from './activity-view.ts'
import { isLanguage } from './i18n/language.ts'
import { recall, remember } from './page-memory.ts'
import { type Handed, SignIn } from './sign-in/sign-in.ts'

// A code or a token comes in the address's fragment, which browsers never send, and is removed from the address at once. The token stays in this tab's
// storage, so that a reload works, and is gone when the tab closes.
const tokenKey = 'stitchlog-token'
const languageKey = 'stitchlog-language'

/** What the page shows. */
type Place = Pick<ActivityView, 'network' | 'user' | 'from' | 'to' | 'tab'>

customElements.define('activity-sign-in', SignIn)
const overview = document.querySelector('activity-overview')
const signIn = document.querySelector('activity-sign-in')
if (overview instanceof ActivityView && signIn instanceof SignIn) start(overview, signIn)

function start(view: ActivityView, signIn: SignIn): void {
  /** The token of this tab. */
  let session = recall('sessionStorage', tokenKey) ?? ''
  /** Whether the service refused it. */
  let isRefused = false
  /** Counts addresses, because only the latest one matters. */
  let latest = 0

  // Until it is known what to show, and to whom.
  view.hidden = true
  const language = recall('localStorage', languageKey)
  if (isLanguage(language)) view.lang = language
  else document.documentElement.lang = view.language
  speak()
  readAddress()
  window.addEventListener('hashchange', readAddress)
  view.addEventListener('activity-token-expired', () => {
    isRefused = view.token === session
  })
  view.addEventListener('activity-navigate', () => {
    history.pushState(datesOf(view), '', addressOf(view))
    nameDocument(view)
  })
  view.addEventListener('activity-language', () => {
    remember('localStorage', languageKey, view.language)
    nameDocument(view)
    speak()
  })

  function speak(): void {
    signIn.view = { words: view.words }
  }

  function readAddress(): void {
    latest++
    const given = new URLSearchParams(location.hash.slice(1))
    const place = placeIn(given)
    const handed = handedIn(given)
    if (handed === undefined) {
      signIn.forget()
      show(place)
    } else void follow(handed, place)
  }

  /** Signs in by a link, if it may take the place of the session, and shows its place. If its owner keeps the session, nothing changes. */
  async function follow(handed: Handed, place: Place): Promise<void> {
    const turn = latest
    history.replaceState(datesOf(place), '', addressOf(place))
    const retry = async () => {
      latest++
      await follow(handed, place)
    }
    const token = await signIn.tokenOf(handed, isRefused ? '' : session, retry)
    if (turn !== latest) return
    if (token !== undefined) {
      session = token
      isRefused = false
      remember('sessionStorage', tokenKey, token)
    }
    show(token === undefined && view.network !== '' ? view : place)
  }

  function show(place: Place): void {
    const { network, user, from, to, tab } = place
    Object.assign(view, { token: session, network, user, from, to, tab, hidden: false })
    // Changing the history would cancel several quick steps back, so change it only if needed.
    if (location.hash !== addressOf(view)) history.replaceState(datesOf(view), '', addressOf(view))
    nameDocument(view)
  }
}

function handedIn(given: URLSearchParams): Handed | undefined {
  const [code, token] = [given.get('code'), given.get('token')]
  if (code !== null) return { code }
  return token === null ? undefined : { token }
}

function placeIn(given: URLSearchParams): Place {
  // Dates are kept in the entry of the browser's history, so that going back shows the same dates. They do not stay in the address.
  const { from, to } = given.has('user') && given.has('from') ? { from: given.get('from'), to: given.get('to') } : datesIn(history.state)
  const [network, user] = [given.get('network') ?? '', given.get('user') ?? '']
  return { network, user, from: from ?? '', to: to ?? '', tab: given.get('tab') === 'users' ? 'users' : 'preferences' }
}

function datesOf({ from, to }: Place): { from: string; to: string } {
  return { from, to }
}

function datesIn(state: unknown): { from?: string; to?: string } {
  if (typeof state !== 'object' || state === null || !('from' in state) || !('to' in state)) return {}
  return { from: String(state.from), to: String(state.to) }
}

function addressOf({ network, user, tab }: Place): string {
  const parts = { ...(network === '' ? {} : { network }), ...(user !== '' ? { user } : tab === 'users' ? { tab } : {}) }
  const fragment = new URLSearchParams(parts).toString()
  return fragment === '' ? location.pathname : `#${fragment}`
}

function nameDocument(view: ActivityView): void {
  document.documentElement.lang = view.language
  document.title = [view.user, view.network, view.words.title].filter((text) => text !== '').join(' · ')
}
