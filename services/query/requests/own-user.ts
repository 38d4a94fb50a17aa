import { HttpProblem, type Principal } from '@stitchlog/http-kit'

/**
 * Who asks, as a user of a network: of the token's only one, or of the one that is named.
 *
 * @throws HttpProblem `invalid-parameter`, `foreign-network`
 */
export function ownUser(
  { subject, networks }: Principal,
  { networkId }: { readonly networkId?: string | undefined },
): { readonly networkId: string; readonly userId: string } {
  const [only, ...others] = networks
  const network = networkId ?? (others.length === 0 ? only : undefined)
  if (network === undefined) throw new HttpProblem('invalid-parameter', 'networkId: required, since the token is not for exactly one network')
  if (!networks.has(network)) throw new HttpProblem('foreign-network')
  return { networkId: network, userId: subject }
}
