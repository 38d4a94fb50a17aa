import type { Look } from '../api/answers.ts'

/** Looks that belong together: of one reader at one user, one soon after the other. */
export interface LookGroup {
  /** Newest first; at least one. */
  readonly looks: readonly [Look, ...Look[]]
}

/** Whoever opens one day after the other does not take longer for each of them. */
const pauseMs = 15 * 60_000

const kindsOfOneUser: readonly Look['kind'][] = ['days', 'sessions']

/** Puts looks at days and sessions of one user together that one reader made without a long pause; newest first, as the looks are. */
export function groupsOf(looks: readonly Look[]): LookGroup[] {
  const groups: [Look, ...Look[]][] = []
  for (const look of looks) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    if (group !== undefined && before !== undefined && belongTogether(before, look)) group.push(look)
    else groups.push([look])
  }
  return groups.map((each) => ({ looks: each }))
}

function belongTogether(later: Look, earlier: Look): boolean {
  const isSame = later.reader === earlier.reader && later.userId === earlier.userId && later.userId !== null
  const areOfUser = kindsOfOneUser.includes(later.kind) && kindsOfOneUser.includes(earlier.kind)
  return isSame && areOfUser && Date.parse(later.occurredAt) - Date.parse(earlier.occurredAt) <= pauseMs
}

/** The dates from the first to the last of some looks; undefined if none has any. */
export function datesOfLooks(looks: readonly Look[]): { readonly from: string; readonly to: string } | undefined {
  const froms = looks.flatMap(({ from }) => from ?? []).sort()
  const tos = looks.flatMap(({ to }) => to ?? []).sort()
  const [from, to] = [froms[0], tos.at(-1)]
  return from === undefined || to === undefined ? undefined : { from, to }
}
