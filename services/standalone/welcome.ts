import { signToken } from '@stitchlog/http-kit'
import { sampleNetworkId } from './sample-network.ts'
import { idleSampleUserId } from './sample-people.ts'

const tokenSeconds = 12 * 3600

/** The network in the curl commands. */
const ownNetworkId = 'my-network'

export interface WelcomeOptions {
  readonly address: string
  readonly tokenSecret: string
  readonly hasSample: boolean
  readonly now: number
}

/** The text on the terminal once everything runs: the address, and commands to try. */
export async function welcome({ address, tokenSecret, hasSample, now }: WelcomeOptions): Promise<string> {
  const token = await signToken(
    tokenSecret,
    {
      subject: 'you',
      networks: [ownNetworkId, ...(hasSample ? [sampleNetworkId] : [])],
      scopes: ['activity:relay', 'activity:read', 'activity:manage', 'activity:self'],
      expiresInSeconds: tokenSeconds,
    },
    now,
  )
  const view = (place: Record<string, string>) => `${address}/#${new URLSearchParams({ ...place, token })}`
  const sample = hasSample
    ? `
Two weeks of a sample network (its name is ${sampleNetworkId}; npm run sample:remove deletes it). &user=${idleSampleUserId} instead of
&tab=users shows somebody who was never active:

  ${view({ network: sampleNetworkId, tab: 'users' })}
`
    : ''
  return `
Stitchlog listens on ${address}
${sample}
Try it with your own heartbeats. The token is valid for ${tokenSeconds / 3600} hours:

  TOKEN=${token}
  curl -X PUT ${address}/v1/networks/${ownNetworkId}/tracking -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{"enabled":true}'
  curl ${address}/v1/events -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"events":[{"networkId":"${ownNetworkId}","device":"web","timeZone":"Europe/Amsterdam","occurredAt":'$(node -p 'Date.now()')'}]}'
  curl ${address}/v1/networks/${ownNetworkId}/users/you/days -H "Authorization: Bearer $TOKEN"

and look at them:

  ${view({ network: ownNetworkId, user: 'you' })}

Ctrl-C stops it. Stored data stays.`
}
