import { type Directory, PeopleIndex, type Person } from '@stitchlog/query'
import type { Stay } from './view-server.ts'

/** Ids as platforms have them, which nobody can read. */
export const namedIds = {
  annaInCare: '0b6f7f2e-57a1-4c39-9d0c-6f7a1f0c2a11',
  annaInSales: '9f1d2c3b-8e7a-4d5c-b6a7-12d34e56f789',
  arabic: '3c2b1a09-1f2e-4d3c-8b7a-6958473625aa',
  markup: 'c0ffee00-1234-4abc-8def-0123456789ab',
  long: 'd15ea5e0-4321-4cba-9fed-ba9876543210',
  left: '77777777-7777-4777-8777-777777777777',
  idle: 'e11c0000-0000-4000-8000-00000000e11c',
}

export const markupName = '<img src=x onerror="document.title=1"> Bobby'
export const longName = `Wolfeschlegelsteinhausenbergerdorff ${'von und zu '.repeat(8)}Hohenzollern`

export const namedPeople: readonly Person[] = [
  { id: namedIds.annaInCare, name: 'Anna de Vries', department: 'Care', email: 'anna.de.vries@example.org' },
  { id: namedIds.annaInSales, name: 'Anna de Vries', department: 'Sales', email: 'a.devries2@example.org' },
  { id: namedIds.arabic, name: 'محمد الأحمد', department: 'دعم' },
  { id: namedIds.markup, name: markupName, department: '<b>IT</b>' },
  { id: namedIds.long, name: longName, department: 'Support' },
  { id: namedIds.idle, name: 'Erik Lindström', department: 'Care' },
  { id: 'admin', name: 'Noor Bakker', department: 'Staff' },
]

/** Everybody but the idle one was active, for another while each; the one who has left too. */
export function daysOfNamed(): Stay[] {
  const { idle: _, ...active } = namedIds
  return Object.values(active).map((user, nth) => ({
    user,
    device: 'web',
    timeZone: 'Europe/Amsterdam',
    from: '2026-11-24T09:00+01:00',
    to: `2026-11-24T${10 + nth}:00+01:00`,
  }))
}

/** Of the network `named`; that of `nameless` cannot be read. */
export async function namedDirectory(): Promise<Directory> {
  const people = await PeopleIndex.of(namedPeople, 'answered')
  return { peopleOf: (networkId) => ({ named: people, nameless: PeopleIndex.nobody('unavailable') })[networkId] }
}
