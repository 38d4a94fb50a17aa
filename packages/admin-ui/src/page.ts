import './index.ts'
import { ActivityView } from './activity-view.ts'
import { givenDates, givenOpenDates } from './format/given-dates.ts'
import { isLanguage } from './i18n/language.ts'
import { ownTabs } from './me/own-activity.ts'
import { tabs } from './network/network-settings.ts'
import { recall, remember } from './page-memory.ts'
import { answerTabs, tokenOfTabs } from './sign-in/other-tabs.ts'
import { type Handed, SignIn } from './sign-in/sign-in.ts'

// A code or a token comes in the address's fragment, which browsers never send, and is removed from the address at once. The token stays in this tab's
// storage, so that a reload works, and is gone when the tab closes.
const tokenKey = 'stitchlog-token'
const languageKey = 'stitchlog-language'

/** When it is said that nobody is signed in. */
const shownAfterMs = 500

/** What the page shows. */
type Place = Pick<ActivityView, 'network' | 'me' | 'user' | 'from' | 'to' | 'open' | 'tab'>

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
  const speaking = view.speech.ready().then(speak)
  readAddress()
  window.addEventListener('hashchange', readAddress)
  view.addEventListener('activity-token-expired', () => {
    isRefused = view.token === session
  })
  view.addEventListener('activity-navigate', (event) => {
    const replaces = event instanceof CustomEvent && event.detail.replaces === true
    history[replaces ? 'replaceState' : 'pushState'](null, '', addressOf(view))
    nameDocument(view)
  })
  answerTabs(() => (isRefused ? '' : session))
  view.addEventListener('activity-names', () => nameDocument(view))
  view.addEventListener('activity-language', (event) => {
    // The chosen one, though it may not have been read yet.
    if (event instanceof CustomEvent) remember('localStorage', languageKey, event.detail.language)
    speak()
  })

  function speak(): void {
    signIn.view = { words: view.words }
    nameDocument(view)
  }

  function readAddress(): void {
    latest++
    const given = new URLSearchParams(location.hash.slice(1))
    const place = placeIn(given)
    const handed = handedIn(given)
    if (handed === undefined) {
      signIn.forget()
      if (session === '') void askTabs(place)
      else show(place)
    } else void follow(handed, place)
  }

  /** A page in a new tab goes on with the token of the tab that it was opened from. */
  async function askTabs(place: Place): Promise<void> {
    const turn = latest
    // Usually the answer is there before. If it comes later, it is welcome too.
    const isNowhere = place.network === '' && !place.me
    const timer = setTimeout(() => turn === latest && show(place), isNowhere ? 0 : shownAfterMs)
    const token = isNowhere ? '' : await tokenOfTabs(place.network)
    clearTimeout(timer)
    if (turn !== latest) return
    if (token !== '') {
      session = token
      remember('sessionStorage', tokenKey, token)
    }
    show(place)
  }

  /** Signs in by a link, if it may take the place of the session, and shows its place. If its owner keeps the session, nothing changes. */
  async function follow(handed: Handed, place: Place): Promise<void> {
    const turn = latest
    const shown = isRefused && leadsTo(place, view) ? view : place
    history.replaceState(null, '', addressOf(shown))
    await speaking
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
    show(token === undefined && view.network !== '' ? view : shown)
  }

  function show(place: Place): void {
    const { network, me, user, from, to, open, tab } = place
    Object.assign(view, { token: session, network, me, user, from, to, open, tab, hidden: false })
    // Changing the history would cancel several quick steps back, so change it only if needed.
    if (location.hash !== addressOf(view)) history.replaceState(null, '', addressOf(view))
    nameDocument(view)
  }
}

function handedIn(given: URLSearchParams): Handed | undefined {
  const [code, token] = [given.get('code'), given.get('token')]
  if (code !== null) return { code }
  return token === null ? undefined : { token }
}

function placeIn(given: URLSearchParams): Place {
  const part = (name: string) => given.get(name) ?? ''
  const dates = givenDates(part('from'), part('to'))
  const me = given.has('me')
  const tab = (me ? ownTabs : tabs).find((each) => each === part('tab'))
  return {
    network: part('network'),
    me,
    user: me ? '' : part('user'),
    from: dates?.from ?? '',
    to: dates?.to ?? '',
    open: [...givenOpenDates(part('open'))].join(),
    tab: tab ?? usualTab(me),
  }
}

/** Whether a place is what is shown already. Where a link to it brings the token that follows an expired one, dates and open days stay as they are. */
function leadsTo({ network, me, user, from, open, tab }: Place, shown: Place): boolean {
  return network === shown.network && me === shown.me && user === shown.user && (user !== '' || tab === shown.tab) && from === '' && open === ''
}

/** What is seen, to come back to it: never the token. */
function addressOf({ network, me, user, from, to, open, tab }: Place): string {
  const isOfDays = me ? tab === 'days' : user !== ''
  const parts = Object.entries({ network, user, tab: user === '' && tab !== usualTab(me) ? tab : '', from, to, open: isOfDays ? open : '' })
  const given = new URLSearchParams(parts.filter(([, value]) => value !== '')).toString()
  const fragment = [me ? 'me' : '', given].filter((part) => part !== '').join('&')
  return fragment === '' ? location.pathname : `#${fragment.replaceAll('%2C', ',')}`
}

/** The tab that an address names by naming none. */
function usualTab(me: boolean): 'days' | 'preferences' {
  return me ? 'days' : 'preferences'
}

function nameDocument(view: ActivityView): void {
  if (view.speech.isSilent) return
  document.documentElement.lang = view.language
  document.title = [view.names.of(view.user).name || view.user, view.network, view.me ? view.words.myActivity : view.words.title]
    .filter((text) => text !== '')
    .join(' · ')
}
