import { isSamePerson, personOf } from './person.ts'

// Pages of the service in other tabs of this browser, which share its origin. Nobody else hears the channel.
const channelName = 'stitchlog-session'

/** How long other tabs have to answer, which a busy machine may take, and how long others have after the first. */
const waitMs = 10_000
const othersMs = 400

/** How long a page may take to ask after its link was clicked. */
const openingMs = 30_000

interface Question {
  readonly question: string
  readonly network: string
  /** Of the page that asks. */
  readonly address: string
}

interface Reply {
  readonly answers: string
  readonly token: string
  /** Whether the page that asks was opened by a link of the one that answers. */
  readonly isOpener: boolean
}

/** Hands the token of this tab to a page of the same network that was opened in another one. */
export function answerTabs(token: () => string): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(channelName)
  /** When a link was clicked last, by its address. */
  const clicked = new Map<string, number>()
  for (const type of ['click', 'auxclick', 'contextmenu']) {
    document.addEventListener(type, (event) => {
      const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement)
      if (link !== undefined) clicked.set(link.hash, Date.now())
    })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Question>) => {
    const networks = personOf(token())?.networks
    if (data.question === undefined || networks === undefined || (data.network !== '' && !networks.includes(data.network))) return
    const isOpener = Date.now() - (clicked.get(data.address) ?? 0) < openingMs
    // One click opens one page.
    clicked.delete(data.address)
    channel.postMessage({ answers: data.question, token: token(), isOpener } satisfies Reply)
  })
}

/**
 * The token of the tab that opened this page; of any other tab, if all that answer are of one person. Empty if there is none, which takes a while.
 *
 * @param network that the token is for; empty: any, for the reader's own activity
 */
export async function tokenOfTabs(network: string): Promise<string> {
  if (typeof BroadcastChannel === 'undefined') return ''
  const channel = new BroadcastChannel(channelName)
  const question = crypto.getRandomValues(new Uint32Array(4)).join()
  const replies: Reply[] = []
  await new Promise<void>((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (data.answers !== question) return
      replies.push(data)
      if (data.isOpener) resolve()
      else setTimeout(resolve, othersMs)
    })
    channel.postMessage({ question, network, address: location.hash } satisfies Question)
    setTimeout(resolve, waitMs)
  })
  channel.close()
  const opener = replies.find(({ isOpener }) => isOpener)
  if (opener !== undefined) return opener.token
  const people = replies.flatMap(({ token }) => personOf(token) ?? [])
  const [first] = people
  return first !== undefined && people.every((person) => isSamePerson(first, person)) ? (replies[0]?.token ?? '') : ''
}
