import type { UserOrder } from '../api/answers.ts'

/** The reader's place in the list of users. It outlives the list, so that going to a user and back shows the same place. */
export interface UsersPlace {
  search: string
  order: UserOrder
  /** Whether people who were not active are shown too. */
  everyone: boolean
  /** How many users are shown; 0 before the first response. */
  count: number
  /** The user that was viewed, until the list is back. */
  user: string
}

export const startOfUsers = (): UsersPlace => ({ search: '', order: { sort: 'duration', order: 'desc' }, everyone: false, count: 0, user: '' })
