import type { Page } from 'playwright-core'

const names = ['anna', 'noor', 'ben', 'tomas', 'kim', 'sanne', 'joris', 'fatima', 'محمد الأحمد', 'willem-alexander.van.der.heijden@example.org']

/** Answers the overview of a network's users in its documented shape. */
export async function stubUsers(page: Page): Promise<void> {
  await page.route('**/v1/networks/*/users?*', (route) => {
    const query = new URL(route.request().url()).searchParams
    const all = [...names, ...Array.from({ length: 80 }, (_, nth) => `user-${String(nth).padStart(3, '0')}`)]
    const found = all.filter((name) => name.includes(query.get('search') ?? ''))
    const start = Number(query.get('cursor') ?? 0)
    const end = start + Number(query.get('limit') ?? 50)
    const users = found.slice(start, end).map((userId, nth) => ({
      userId,
      activeDays: 11 - ((start + nth) % 10),
      sessionCount: 45 - ((start + nth) % 40),
      durationMs: 238_260_000 - (start + nth) * 2_400_000,
      activeDurationMs: 220_000_000 - (start + nth) * 2_400_000,
      lastActiveAt: `2026-11-${25 - ((start + nth) % 10)}T14:02:00.000+01:00`,
    }))
    return route.fulfill({ json: { from: '2026-11-12', to: '2026-11-25', users, nextCursor: end < found.length ? String(end) : null } })
  })
}
