import { type Scope, scopes } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'

/** The network of the page that runs the client. */
export const tryNetworkId = 'try'

/** The network in the printed commands. */
export const ownNetworkId = 'my-network'

export const tokenSeconds = 12 * 3600

/** Whoever started Stitchlog. */
export const ownSubject = 'you'

const allScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'activity:write')

/** A token for one's own heartbeats on the page that runs the client, and for the switch of its network. */
export const tryToken = (secret: string, now: number) => tokenOf(secret, [tryNetworkId], ['activity:write', 'activity:self', 'activity:manage'], now)

/** A token for everything in these networks. */
export const ownToken = (secret: string, networks: readonly string[], now: number) => tokenOf(secret, networks, allScopes, now)

function tokenOf(secret: string, networks: readonly string[], granted: readonly Scope[], now: number): Promise<string> {
  return signToken(secret, { subject: ownSubject, networks, scopes: granted, expiresInSeconds: tokenSeconds }, now)
}
