import { namedIds, namedPeople } from './named-people.ts'
import { giveDirectory } from './page-directory.ts'
import type { ViewState } from './view-states.ts'
import { askToErase } from './view-visit.ts'

const users = { network: 'named', tab: 'users' }

/** What people meet where a directory says who users are. */
export const namedViewStates: readonly ViewState[] = [
  { name: 'named-users', place: users, shows: /Anna de Vries/ },
  {
    name: 'named-users-everyone',
    place: users,
    shows: /Anna de Vries/,
    act: async (page) => {
      await page.getByRole('checkbox').check()
      await page.getByText('Erik Lindström').waitFor()
    },
  },
  {
    name: 'named-users-found',
    place: users,
    shows: /Anna de Vries/,
    act: async (page) => {
      await page.getByRole('searchbox').fill('vri ann')
      await page.locator('tbody tr').nth(2).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'named-users-nobody',
    place: users,
    shows: /Anna de Vries/,
    act: async (page) => {
      await page.getByRole('checkbox').check()
      await page.getByRole('searchbox').fill('zzz')
      await page.getByText(/Nobody in the directory|Niemand in de adreslijst/).waitFor()
    },
  },
  { name: 'named-users-no-names', place: { ...users, network: 'nameless' }, shows: /not available|niet beschikbaar/ },
  {
    name: 'named-users-by-page',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page) => {
      await giveDirectory(page, [{ id: 'anna', name: 'Anna de Vries', department: 'Care' }])
      await page.getByText('Anna de Vries').waitFor()
    },
  },
  {
    name: 'named-users-page-hangs',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page) => {
      await giveDirectory(page, namedPeople, 'throws')
      await page.getByText(/not available|niet beschikbaar/).waitFor()
    },
  },
  { name: 'named-user', place: { network: 'named', user: namedIds.annaInCare }, shows: /1 active day|1 actieve dag/ },
  { name: 'named-user-long', place: { network: 'named', user: namedIds.long }, shows: /1 active day|1 actieve dag/ },
  { name: 'named-user-arabic', place: { network: 'named', user: namedIds.arabic }, shows: /1 active day|1 actieve dag/ },
  { name: 'named-user-left', place: { network: 'named', user: namedIds.left }, shows: /not in the directory|niet in de adreslijst/ },
  { name: 'named-user-idle', place: { network: 'named', user: namedIds.idle }, shows: /No activity|Geen activiteit/ },
  { name: 'named-user-mistyped', place: { network: 'named', user: `${namedIds.annaInCare}1` }, shows: /mistyped|verkeerd getypt/ },
  {
    name: 'named-user-erase',
    place: { network: 'named', user: namedIds.annaInCare },
    shows: /1 active day|1 actieve dag/,
    act: askToErase,
  },
  { name: 'named-looks', place: { network: 'named', tab: 'looks' }, shows: /Noor Bakker/ },
]
