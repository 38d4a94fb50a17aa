import type { Store } from '../engine/store.ts'
import { shownUserDays, type UserDaysAsked, userDaysSettings } from './shown-user-days.ts'

/** Whether anybody of a network has a row of `user_days` in the range that may be shown. */
export async function hasShownUserDays(store: Store, asked: UserDaysAsked): Promise<boolean> {
  const rows = await store.queries.selectRows(`SELECT 1 ${shownUserDays(store, asked)} LIMIT 1`, { settings: userDaysSettings })
  return rows.length > 0
}
