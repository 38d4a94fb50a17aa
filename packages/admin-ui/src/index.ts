// biome-ignore-all assist/source/organizeImports: the order in which the script compresses best, which was tried: a kilobyte less than the worst.
// tests/script-size.test.ts watches it.

import { MyActivity } from './my-activity.ts'
import { UserActivity } from './user/user-activity.ts'
import { RetentionForm } from './network/retention-form.ts'
import { NetworkSettings } from './network/network-settings.ts'
import { ActivityView } from './activity-view.ts'
import { NetworkUsers } from './network/network-users.ts'
import { DayList } from './user/day-list.ts'
import { TimeoutsForm } from './network/timeouts-form.ts'
import { OwnActivity } from './me/own-activity.ts'
import { DateRangePicker } from './user/date-range-picker.ts'
import { DaySessions } from './user/day-sessions.ts'
import { NetworkPreferences } from './network/network-preferences.ts'
import { PaperHead } from './elements/paper-head.ts'
import { OverflowMenu } from './elements/overflow-menu.ts'
import { ConfirmDialog } from './elements/confirm-dialog.ts'
import { DayStrip } from './user/day-strip.ts'
import { unit } from './styles/root.ts'
import { defineElements } from './elements/define-elements.ts'

const elements = {
  'activity-overview': ActivityView,
  'my-activity': MyActivity,
  'activity-confirm-dialog': ConfirmDialog,
  'activity-date-range-picker': DateRangePicker,
  'activity-day-list': DayList,
  'activity-day-sessions': DaySessions,
  'activity-day-strip': DayStrip,
  'activity-network-preferences': NetworkPreferences,
  'activity-network-settings': NetworkSettings,
  'activity-network-users': NetworkUsers,
  'activity-overflow-menu': OverflowMenu,
  'activity-own-activity': OwnActivity,
  'activity-paper-head': PaperHead,
  'activity-retention-form': RetentionForm,
  'activity-timeouts-form': TimeoutsForm,
  'activity-user-activity': UserActivity,
}

// With a second copy of this script it is registered already.
if (customElements.get('activity-overview') === undefined) CSS.registerProperty?.(unit)

defineElements(elements)

export { ActivityView, MyActivity }
