import { sqlText, tableFilters } from '../sql/sql-text.ts'

/** A piece of `user_days`: a range of dates (inclusive), one network or all, and one of `chunkCount` chunks of the users. */
export interface UserDaysPiece {
  readonly from: string
  readonly to: string
  readonly networkId: string | undefined
  readonly chunk: number
  readonly chunkCount: number
}

/** The condition for a piece, valid for both `user_days` and `sessions`, and the setting that applies it to the spans below `sessions`. */
export function userDaysPiece({ from, to, networkId, chunk, chunkCount }: UserDaysPiece): { readonly where: string; readonly spanFilter: string } {
  const users = `cityHash64(user_id) % ${chunkCount} = ${chunk} AND ${networkId === undefined ? '1' : `network_id = ${sqlText(networkId)}`}`
  return {
    where: `${users} AND local_date BETWEEN '${from}' AND '${to}'`,
    spanFilter: tableFilters({ session_spans: `${users} AND local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2` }),
  }
}
