import type { Page } from 'playwright-core'
import { namedViewStates } from './named-view-states.ts'
import { ownViewStates } from './own-view-states.ts'
import { strangeIds } from './people.ts'
import { now, type ViewServer } from './view-server.ts'
import { askToErase } from './view-visit.ts'

/** Something that people meet, and how to get there. */
export interface ViewState {
  readonly name: string
  /** What the address names. */
  readonly place: Readonly<Record<string, string>>
  readonly token?: (server: ViewServer) => Promise<string>
  /** What is there when it can be looked at; in English and in Dutch. */
  readonly shows: RegExp
  /** What is done then. */
  readonly act?: (page: Page, server: ViewServer) => Promise<void>
  /** What puts the server right again. */
  readonly restore?: (server: ViewServer) => Promise<void>
}

const openDay = (nth: number) => async (page: Page) => {
  await page.locator('button.day').nth(nth).click()
  await page.locator('activity-day-sessions tbody tr').first().waitFor()
}

export const viewStates: readonly ViewState[] = [
  { name: 'preferences', place: { network: 'acme' }, shows: /On since|Aan sinds/ },
  { name: 'never-on', place: { network: 'new-network' }, shows: /Nothing has ever been recorded|nooit iets vastgelegd/ },
  {
    name: 'switch-on',
    place: { network: 'new-network' },
    shows: /Nothing has ever been recorded|nooit iets vastgelegd/,
    act: async (page) => page.getByRole('switch').click(),
  },
  {
    name: 'switch-off',
    place: { network: 'acme' },
    shows: /On since|Aan sinds/,
    act: async (page) => page.getByRole('switch').click(),
  },
  { name: 'on-since-an-hour', place: { network: 'fresh' }, shows: /from tomorrow|Vanaf morgen/ },
  { name: 'was-on', place: { network: 'was-on' }, shows: /Off since|Uit sinds/ },
  {
    name: 'looking-only',
    place: { network: 'acme' },
    token: (server) => server.token(['acme'], ['activity:read']),
    shows: /not change them|niet wijzigen/,
  },
  { name: 'users', place: { network: 'acme', tab: 'users' }, shows: /anna/ },
  { name: 'looks', place: { network: 'acme', tab: 'looks' }, shows: /admin/ },
  {
    name: 'users-menu',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page) => page.locator('activity-overflow-menu button').first().click(),
  },
  {
    name: 'users-none-found',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page) => {
      await page.getByRole('searchbox').fill('zzz')
      await page.getByText('zzz').waitFor()
    },
  },
  {
    name: 'users-no-permission',
    place: { network: 'acme', tab: 'users' },
    token: (server) => server.token(['acme'], ['activity:manage']),
    shows: /do not have permission|geen toestemming/,
  },
  { name: 'user', place: { network: 'acme', user: 'anna' }, shows: /66\s(hr|uur)/ },
  { name: 'user-today', place: { network: 'acme', user: 'anna' }, shows: /66\s(hr|uur)/, act: openDay(0) },
  {
    name: 'user-menu',
    place: { network: 'acme', user: 'anna' },
    shows: /66\s(hr|uur)/,
    act: async (page) => page.locator('activity-overflow-menu button').first().click(),
  },
  {
    name: 'user-range',
    place: { network: 'acme', user: 'anna' },
    shows: /66\s(hr|uur)/,
    act: async (page) => page.locator('activity-date-range-picker .current').click(),
  },
  {
    name: 'user-erase',
    place: { network: 'acme', user: 'anna' },
    shows: /66\s(hr|uur)/,
    act: askToErase,
  },
  {
    name: 'user-bar',
    place: { network: 'acme', user: 'anna', from: '2026-10-12', to: '2026-11-25' },
    shows: /66\s(hr|uur)/,
    act: async (page) => {
      await page.locator('.bar').last().press('ArrowLeft')
    },
  },
  // Before erasing, after which nothing is on record.
  { name: 'no-activity', place: { network: 'acme', user: 'erik' }, shows: /No activity|Geen activiteit/ },
  {
    name: 'user-erased',
    place: { network: 'acme', user: 'erik' },
    shows: /No activity|Geen activiteit|Nothing is on record|niets vastgelegd/,
    act: async (page) => {
      await askToErase(page)
      await page.keyboard.type('erik')
      await page.keyboard.press('Enter')
      await page.getByText(/^(Erased|Gewist)/).waitFor()
    },
  },
  { name: 'night-worker', place: { network: 'acme', user: 'noor' }, shows: /\d active days|actieve dagen/, act: openDay(0) },
  {
    name: 'same-clock',
    place: { network: 'acme', user: 'ben' },
    shows: /active days|actieve dagen/,
    act: openDay(0),
  },
  { name: 'traveller', place: { network: 'acme', user: 'tomas' }, shows: /active days|actieve dagen/, act: openDay(1) },
  {
    name: 'clocks-back',
    place: { network: 'acme', user: 'kim' },
    shows: /.*/,
    act: async (page) => {
      await chooseDates(page, '2026-10-20', '2026-10-30')
      await page.locator('button.day[data-date^="2026-10"]').first().waitFor()
      await openDay(0)(page)
    },
  },
  {
    name: 'clocks-forward',
    place: { network: 'acme', user: 'kim' },
    shows: /.*/,
    act: async (page) => {
      await chooseDates(page, '2026-03-25', '2026-04-02')
      await page.locator('button.day[data-date^="2026-03"]').first().waitFor()
      await openDay(0)(page)
    },
  },
  { name: 'nothing-yet', place: { network: 'fresh', user: 'anna' }, shows: /from tomorrow|vanaf morgen/ },
  { name: 'user-tracking-never-on', place: { network: 'new-network', user: 'anna' }, shows: /It was never on|nooit aangestaan/ },
  { name: 'user-tracking-off', place: { network: 'was-on', user: 'anna' }, shows: /Tracking has been off since|Het bijhouden staat sinds .* uit/ },
  {
    name: 'five-hundred-sessions',
    place: { network: 'busy', user: 'kiosk' },
    shows: /500 (sessions|sessies)/,
    act: async (page) => {
      await openDay(0)(page)
      await page.locator('activity-day-sessions tbody tr').nth(499).waitFor({ state: 'attached' })
    },
  },
  {
    name: 'slow',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page, server) => {
      server.hold()
      await page.getByRole('link', { name: 'anna' }).click()
      await page.getByText(/^(Loading|Laden)…$/).waitFor()
    },
    restore: async (server) => server.release(),
  },
  {
    name: 'server-gone',
    place: { network: 'acme', tab: 'users' },
    shows: /anna/,
    act: async (page, server) => {
      await server.goAway()
      await page.getByRole('link', { name: 'anna' }).click()
      await page.getByText(/cannot be reached|niet bereikbaar/).waitFor()
    },
    restore: (server) => server.comeBack(),
  },
  {
    name: 'server-gone-later',
    place: { network: 'acme', user: 'anna' },
    shows: /66\s(hr|uur)/,
    act: async (page, server) => {
      await server.goAway()
      await page.locator('button.day').nth(1).click()
      await page.getByText(/cannot be reached|niet bereikbaar/).waitFor()
    },
    restore: (server) => server.comeBack(),
  },
  {
    name: 'token-expired',
    place: { network: 'acme', user: 'anna' },
    token: (server) => server.token(['acme'], ['activity:read'], -10),
    shows: /has expired|is verlopen/,
  },
  {
    name: 'no-permission',
    place: { network: 'acme', user: 'anna' },
    token: (server) => server.token(['another'], ['activity:read']),
    shows: /do not have permission|geen toestemming/,
  },
  {
    name: 'link-for-somebody-else',
    place: { network: 'acme' },
    shows: /On since|Aan sinds/,
    act: async (page, server) => {
      const token = await server.token([strangeIds.long])
      await page.evaluate(`location.hash = 'network=acme&token=${token}'`)
      await page.getByText(/This link signs you in as|Deze link meldt je aan als/).waitFor()
    },
  },
  {
    name: 'link-used',
    place: { network: 'acme' },
    shows: /On since|Aan sinds/,
    act: async (page) => {
      await page.evaluate(`location.hash = 'network=acme&code=${'x'.repeat(43)}'`)
      await page.getByText(/used already|al gebruikt/).waitFor()
    },
  },
  { name: 'id-arabic', place: { network: 'acme', user: strangeIds.arabic }, shows: /1 active day|1 actieve dag/ },
  { name: 'id-mixed', place: { network: 'acme', user: strangeIds.mixed }, shows: /1 active day|1 actieve dag/ },
  { name: 'id-path', place: { network: 'acme', user: strangeIds.path }, shows: /1 active day|1 actieve dag/ },
  { name: 'id-long', place: { network: 'acme', user: strangeIds.long }, shows: /1 active day|1 actieve dag/ },
  { name: 'id-emoji', place: { network: 'acme', user: strangeIds.emoji }, shows: /1 active day|1 actieve dag/ },
  ...namedViewStates,
  ...ownViewStates,
]

/** Opens a state in a page and waits until it is there. */
export async function openState(page: Page, server: ViewServer, state: ViewState): Promise<void> {
  await page.clock.setFixedTime(now)
  const address = new URL(await server.view(state.place, await state.token?.(server)))
  // Another document than that of the state before.
  address.search = state.name
  await page.goto(address.href)
  await page.locator('activity-overview').getByText(state.shows).filter({ visible: true }).first().waitFor()
  await state.act?.(page, server)
}

/** Chooses dates as people do, by the picker's fields. */
export async function chooseDates(page: Page, from: string, to: string): Promise<void> {
  await page.locator('activity-date-range-picker .current').click()
  await page.getByLabel(/^(From|Van)$/).fill(from)
  await page.getByLabel(/^(To|Tot en met)$/).fill(to)
  await page.getByRole('button', { name: /^(Show|Tonen)$/ }).click()
}
