import { HttpProblem, type Principal } from '@stitchlog/http-kit'

/**
 * The caller as a user of a network: the named network, or the token's only one.
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
