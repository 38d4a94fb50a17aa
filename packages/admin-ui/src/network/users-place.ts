import type { UserOrder } from '../api/answers.ts'

/** Where someone is in the list of users. It outlives the list, so that going to a user and back shows the same again. */
export interface UsersPlace {
  search: string
  order: UserOrder
  /** How many are shown, 0 before the first answer. */
  count: number
  /** Who was looked at, until the list is back. */
  user: string
}

export const startOfUsers = (): UsersPlace => ({ search: '', order: 'duration', count: 0, user: '' })
