import type { Scope } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { tokenSecret } from './create-test-standalone.ts'
import { strangeIds } from './people.ts'
import type { ViewServer } from './view-server.ts'
import type { ViewState } from './view-states.ts'
import { readApi } from './view-visit.ts'

/** A token of a user for their own activity, and what else it is to grant. */
export const ownToken = (subject: string, networks: readonly string[], others: readonly Scope[] = [], expiresInSeconds = 3600) =>
  signToken(tokenSecret, { subject, networks, scopes: ['activity:self', ...others], expiresInSeconds }, Date.now())

const of = (subject: string, network: string, others?: readonly Scope[]) => ({
  place: { me: '', network },
  token: () => ownToken(subject, [network], others),
})

/** What people meet who look at their own activity. */
export const ownViewStates: readonly ViewState[] = [
  { name: 'me', ...of('anna', 'acme'), shows: /66\s(hr|uur)/ },
  {
    name: 'me-today',
    ...of('anna', 'acme'),
    shows: /66\s(hr|uur)/,
    act: async (page) => {
      await page.locator('button.day').first().click()
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
    },
  },
  {
    name: 'me-looks',
    ...of('anna', 'acme'),
    shows: /66\s(hr|uur)/,
    act: async (page, server) => {
      await lookAt(server, 'acme', 'anna')
      await page.locator('#tab-looks').click()
      await page.locator('tbody .line').nth(1).waitFor()
      await page.locator('.group').first().click()
    },
  },
  {
    name: 'me-looks-none',
    ...of('nobody-looks-at-me', 'new-network'),
    place: { me: '', network: 'new-network', tab: 'looks' },
    shows: /has looked|Niemand heeft/,
  },
  { name: 'me-record', ...of('anna', 'acme'), place: { me: '', network: 'acme', tab: 'record' }, shows: /400 (days|dagen)/ },
  { name: 'me-record-off', ...of('anna', 'was-on'), place: { me: '', network: 'was-on', tab: 'record' }, shows: /400 (days|dagen)/ },
  { name: 'me-never-on', ...of('anna', 'new-network'), shows: /nothing to see|niets te zien/ },
  { name: 'me-off', ...of('anna', 'was-on'), shows: /on record|vastgelegd\./ },
  { name: 'me-nothing-yet', ...of('anna', 'fresh'), shows: /about you yet|Over jou is nog niets/ },
  { name: 'me-long-id', ...of(strangeIds.long, 'acme'), shows: /1 active day|1 actieve dag/ },
  {
    name: 'me-in-several-networks',
    place: { me: '' },
    token: () => ownToken('anna', ['acme', 'crowd', strangeIds.long]),
    shows: /several networks|meer dan één netwerk/,
  },
  {
    name: 'me-at-somebody-else',
    place: { network: 'acme', user: 'ben' },
    token: () => ownToken('anna', ['acme']),
    shows: /not that of others|niet die van anderen/,
  },
  { name: 'me-not-granted', place: { me: '', network: 'acme' }, shows: /do not have permission|geen toestemming/ },
  { name: 'me-as-manager', ...of('anna', 'acme', ['activity:read', 'activity:manage']), shows: /66\s(hr|uur)/ },
  {
    name: 'preferences-of-a-user',
    place: { network: 'acme' },
    token: () => ownToken('anna', ['acme'], ['activity:manage']),
    shows: /On since|Aan sinds/,
  },
  {
    name: 'me-token-expired',
    place: { me: '', network: 'acme' },
    token: () => ownToken('anna', ['acme'], [], -10),
    shows: /has expired|is verlopen/,
  },
  {
    name: 'me-server-gone',
    ...of('anna', 'acme'),
    shows: /66\s(hr|uur)/,
    act: async (page, server) => {
      await server.goAway()
      await page.locator('#tab-looks').click()
      await page.getByText(/cannot be reached|niet bereikbaar/).waitFor()
    },
    restore: (server) => server.comeBack(),
  },
]

/** Looks of a reader at a user, one of them at several days in turn, and at the whole network. */
export async function lookAt(server: ViewServer, network: string, user: string): Promise<void> {
  const token = await server.token([network], ['activity:read'])
  const base = `/v1/networks/${network}`
  await readApi(server, `${base}/users?from=2026-11-12&to=2026-11-25`, token)
  for (const date of ['2026-11-18', '2026-11-19', '2026-11-20']) await readApi(server, `${base}/users/${user}/days/${date}/sessions`, token)
}
