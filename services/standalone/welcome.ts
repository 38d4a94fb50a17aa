import type { SignInCodes } from '@stitchlog/query'
import { ownNetworkId, ownSubject, ownToken, tokenSeconds, tryNetworkId, tryToken } from './own-token.ts'
import { sampleNetworkId } from './sample-network.ts'
import { idleSampleUserId } from './sample-people.ts'

export interface WelcomeOptions {
  readonly address: string
  readonly tokenSecret: string
  readonly printedToken: 'links' | 'all' | 'off'
  readonly hasSample: boolean
  readonly signInCodes: Pick<SignInCodes, 'make'>
  /** Epoch milliseconds. */
  readonly now: number
}

/** A command that makes a token, so that none stays in the terminal or in a log. */
const makeToken = 'npm run --silent token'

/** The text on the terminal once everything runs: what to open first, and commands to try. All of it is done with one token. */
export async function welcome({ address, tokenSecret, printedToken, hasSample, signInCodes, now }: WelcomeOptions): Promise<string> {
  const token = await ownToken(tokenSecret, [ownNetworkId, ...(hasSample ? [sampleNetworkId] : [])], now)
  const own = place({ network: ownNetworkId })
  const network = `${address}/v1/networks/${ownNetworkId}`
  return [
    `\nStitchlog listens on ${address}\n`,
    `Begin here. Nothing is recorded until you switch tracking on, in the preferences of a network of your own (${ownNetworkId}):

  ${linkTo(own, token)}
`,
    `Send a heartbeat, and read it back. The first of these calls switches tracking on as well. The token is valid for ${tokenSeconds / 3600} hours:

  TOKEN=${printedToken === 'all' ? token : `$(${makeToken})`}
  curl -X PUT ${network}/tracking -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{"enabled":true}'
  curl ${address}/v1/events -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"events":[{"networkId":"${ownNetworkId}","device":"web","timeZone":"Europe/Amsterdam","occurredAt":'$(node -p 'Date.now()')'}]}'
  curl ${network}/users/${ownSubject}/days -H "Authorization: Bearer $TOKEN"
`,
    `Or let a page send them while you use it. It has another network (${tryNetworkId}), and shows the sessions beside it:

  ${linkTo(`${address}/try`, await tryToken(tokenSecret, now), ` --network ${tryNetworkId}`)}
`,
    ...(hasSample ? [sample()] : []),
    ...(printedToken === 'off' ? [] : [again()]),
    'Ctrl-C stops it. Stored data stays.',
  ].join('\n')

  function sample(): string {
    return `See two weeks of a sample network. &user=${idleSampleUserId} instead of &tab=users shows somebody who was never active; npm run sample:remove deletes it all:

  ${linkTo(place({ network: sampleNetworkId, tab: 'users' }), token)}
`
  }

  function again(): string {
    return `Each link works once, soon. This makes another, to any address of the page:

  ${makeLink(own)}
`
  }

  function place(given: Record<string, string>): string {
    return `${address}/#${new URLSearchParams(given)}`
  }

  /** A link that signs in, or a command that makes one. */
  function linkTo(to: string, withToken: string, ofNetwork = ''): string {
    if (printedToken === 'off') return makeLink(to, ofNetwork)
    return `${to}${to.includes('#') ? '&' : '#'}code=${signInCodes.make(withToken, 'start').code}`
  }
}

const makeLink = (to: string, ofNetwork = '') => `${makeToken} --${ofNetwork} --link '${to}'`
