import type { SignInCodes } from '@stitchlog/query'
import { ownNetworkId, ownSubject, ownToken, sampleToken, tokenSeconds, tryNetworkId, tryToken } from './own-token.ts'
import { sampleNetworkId } from './sample-network.ts'
import { idleSampleUserId } from './sample-people.ts'

export interface WelcomeOptions {
  readonly address: string
  readonly tokenSecret: string
  readonly printedToken: 'sample' | 'all' | 'off'
  readonly hasSample: boolean
  readonly signInCodes: Pick<SignInCodes, 'make'>
  /** Epoch milliseconds. */
  readonly now: number
}

/** Commands that make a token, so that none stays in the terminal or in a log. */
const makeToken = 'npm run --silent token'
const makeLink = (address: string) => `${makeToken} -- --link '${address}'`

/** The text on the terminal once everything runs: the address, and commands to try. */
export async function welcome({ address, tokenSecret, printedToken, hasSample, signInCodes, now }: WelcomeOptions): Promise<string> {
  const token = await printedTokenOf()
  const view = (place: Record<string, string>) => `${address}/#${new URLSearchParams(place)}`
  const ownPlace = view({ network: ownNetworkId, user: ownSubject })
  const lines = [`\nStitchlog listens on ${address}\n`]
  if (hasSample) {
    const place = view({ network: sampleNetworkId, tab: 'users' })
    lines.push(`Two weeks of a sample network (its name is ${sampleNetworkId}; npm run sample:remove deletes it). &user=${idleSampleUserId} instead of
&tab=users shows somebody who was never active. ${token === undefined ? 'This makes a link:' : lastsFor()}

  ${token === undefined ? makeLink(place) : linkTo(place, token)}
`)
  }
  if (token !== undefined && printedToken === 'sample') {
    lines.push(`For curl, a token that reads the sample network only, for ${tokenSeconds / 3600} hours:

  TOKEN=${token}
  curl ${address}/v1/networks/${sampleNetworkId}/users -H "Authorization: Bearer $TOKEN"
`)
  }
  const tryPlace = `${address}/try`
  const another = `${makeToken} -- --network ${tryNetworkId} --link '${tryPlace}'`
  lines.push(`A page that runs the client, in a network of its own (${tryNetworkId}), with the sessions beside it. ${
    printedToken === 'off' ? 'This makes a link:' : `The link can be used once, soon; this makes another:\n\n  ${another}`
  }

  ${printedToken === 'off' ? another : linkTo(`${tryPlace}#`, await tryToken(tokenSecret, now))}
`)
  lines.push(`Try it with your own heartbeats. The token is valid for ${tokenSeconds / 3600} hours:

  TOKEN=${printedToken === 'all' ? token : `$(${makeToken})`}
  curl -X PUT ${address}/v1/networks/${ownNetworkId}/tracking -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{"enabled":true}'
  curl ${address}/v1/events -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"events":[{"networkId":"${ownNetworkId}","device":"web","timeZone":"Europe/Amsterdam","occurredAt":'$(node -p 'Date.now()')'}]}'
  curl ${address}/v1/networks/${ownNetworkId}/users/${ownSubject}/days -H "Authorization: Bearer $TOKEN"

and look at them:

  ${printedToken === 'all' && token !== undefined ? linkTo(ownPlace, token) : makeLink(ownPlace)}

Ctrl-C stops it. Stored data stays.`)
  return lines.join('\n')

  async function printedTokenOf(): Promise<string | undefined> {
    if (printedToken === 'all') return await ownToken(tokenSecret, [ownNetworkId, ...(hasSample ? [sampleNetworkId] : [])], now)
    return printedToken === 'sample' && hasSample ? await sampleToken(tokenSecret, now) : undefined
  }

  function lastsFor(): string {
    return `The link can be used once, soon; this makes another:

  ${makeLink(view({ network: sampleNetworkId, tab: 'users' }))}
`
  }

  function linkTo(place: string, token: string): string {
    return `${place}${place.endsWith('#') ? '' : '&'}code=${signInCodes.make(token, 'start').code}`
  }
}
