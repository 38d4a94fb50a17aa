import type { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { now } from './view-server.ts'

const dayMs = 86_400_000

type Words = typeof en
export type Piece = readonly [from: string, to: string]

/** Something that can keep activity from being recorded, and what each place has to say about it. */
export interface State {
  readonly name: string
  readonly network: string
  readonly user: string
  /** Both inclusive. */
  readonly dates: readonly [from: string, to: string]
  /** What is not on record of the user's dates until now. */
  readonly missing: readonly Piece[]
  /** The same of the network, where somebody else's record is not affected. */
  readonly ofNetwork?: readonly Piece[]
  /** By date with activity: what is hatched, in shares of the day. */
  readonly hatched: Readonly<Record<string, readonly (readonly [number, number])[]>>
  /** Rows for dates without activity, newest first. */
  readonly rows: readonly { readonly last: string; readonly isWhole: boolean }[]
  /** Instead of rows, where there was no activity at all. */
  readonly empty?: (words: Words) => string
  readonly emptyList?: (words: Words) => string
}

export const at = (day: number, clock: string) => `2026-11-${String(day).padStart(2, '0')}T${clock}+01:00`
export const date = (day: number) => `2026-11-${String(day).padStart(2, '0')}`
export const untilNow = new Date(now).toISOString()

export const states: readonly State[] = [
  {
    name: 'before the first switch-on',
    network: 'late',
    user: 'ben',
    dates: [date(18), date(20)],
    missing: [[at(18, '00:00'), at(20, '09:00')]],
    hatched: { [date(20)]: [[0, 9 / 24]] },
    rows: [{ last: date(19), isWhole: true }],
  },
  {
    name: 'while it was off',
    network: 'breaks',
    user: 'ben',
    dates: [date(12), date(19)],
    missing: [[at(13, '17:00'), at(18, '10:12')]],
    hatched: { [date(13)]: [[17 / 24, 1]], [date(18)]: [[0, 10.2 / 24]] },
    rows: [{ last: date(17), isWhole: true }],
  },
  {
    name: 'for a part of a day without activity',
    network: 'breaks',
    user: 'kim',
    dates: [date(12), date(19)],
    missing: [[at(13, '17:00'), at(18, '10:12')]],
    hatched: { [date(12)]: [] },
    rows: [
      { last: date(18), isWhole: false },
      { last: date(17), isWhole: true },
      { last: date(13), isWhole: false },
    ],
  },
  {
    name: 'for a part of the dates, in which nobody was active',
    network: 'breaks',
    user: 'nobody',
    dates: [date(13), date(18)],
    missing: [[at(13, '17:00'), at(18, '10:12')]],
    hatched: {},
    rows: [],
    empty: (words) => words.noActivityRecorded,
  },
  {
    name: 'past retention',
    network: 'short',
    user: 'ben',
    dates: [date(4), date(5)],
    missing: [[at(4, '00:00'), new Date(now - 20 * dayMs).toISOString()]],
    hatched: { [date(5)]: [[0, 14.05 / 24]] },
    rows: [{ last: date(4), isWhole: true }],
  },
  {
    name: 'because the user was erased',
    network: 'breaks',
    user: 'gone',
    dates: [date(18), date(19)],
    missing: [[at(18, '00:00'), at(19, '12:00')]],
    ofNetwork: [[at(18, '00:00'), at(18, '10:12')]],
    hatched: { [date(19)]: [[0, 0.5]] },
    rows: [{ last: date(18), isWhole: true }],
  },
  {
    name: 'because the network was erased',
    network: 'wiped',
    user: 'ben',
    dates: [date(22), date(23)],
    missing: [[at(22, '00:00'), at(23, '12:00')]],
    hatched: { [date(23)]: [[0, 0.5]] },
    rows: [{ last: date(22), isWhole: true }],
  },
  {
    name: 'since it was switched off',
    network: 'was-on',
    user: 'ben',
    dates: [date(24), date(25)],
    missing: [[at(24, '09:00'), untilNow]],
    hatched: {},
    rows: [],
    empty: (words) => words.noActivityRecorded,
    emptyList: (words) => words.nobodyRecorded,
  },
  {
    name: 'because it was never on',
    network: 'never',
    user: 'ben',
    dates: [date(24), date(25)],
    missing: [[at(24, '00:00'), untilNow]],
    hatched: {},
    rows: [],
    empty: (words) => words.userTrackingNeverOn,
    emptyList: (words) => words.nothingRecorded,
  },
  {
    name: 'because it is still to come',
    network: 'breaks',
    user: 'ben',
    dates: [date(25), date(27)],
    missing: [],
    hatched: { [date(25)]: [] },
    rows: [],
  },
]
