import { sqlText, tableFilters } from '../sql/sql-text.ts'

/** Rows of `user_days`: a range of dates (inclusive), of one network or of all, and one of so many pieces of their users. */
export interface UserDaysPiece {
  readonly from: string
  readonly to: string
  readonly networkId: string | undefined
  readonly chunk: number
  readonly chunkCount: number
}

/** The condition for such a piece, of `user_days` and of `sessions` alike, and the setting with which it reaches the spans below `sessions`. */
export function userDaysPiece({ from, to, networkId, chunk, chunkCount }: UserDaysPiece): { readonly where: string; readonly spanFilter: string } {
  const users = `cityHash64(user_id) % ${chunkCount} = ${chunk} AND ${networkId === undefined ? '1' : `network_id = ${sqlText(networkId)}`}`
  return {
    where: `${users} AND local_date BETWEEN '${from}' AND '${to}'`,
    spanFilter: tableFilters({ session_spans: `${users} AND local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2` }),
  }
}
