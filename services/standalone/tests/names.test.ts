import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ScimServer, scimUser } from '../../query/tests/scim-server.ts'
import { apiOf, end, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

interface Answer {
  readonly users: readonly { readonly name?: string }[]
  readonly user?: { readonly name?: string; readonly known?: boolean }
}

test('the people of the sample network have names, and those of other networks where a directory is configured', async () => {
  const dataFolder = temporaryFolder()
  const scim = await ScimServer.start()
  scim.users = [scimUser('tester', 'Theo Ster')]
  const directory = { STITCHLOG_SCIM_URL: scim.address, STITCHLOG_SCIM_TOKEN: scim.token, STITCHLOG_SCIM_NETWORKS: 'acme' }
  const { child, address } = await startStandalone(dataFolder, { STITCHLOG_SAMPLE: 'on', ...directory })
  try {
    const api = apiOf(address, await tokenFor(['sample', 'acme', 'other']))
    const get = async (path: string) => (await (await api.get(`/v1/networks/${path}`)).json()) as Answer
    const names = async (query: string) => (await get(`sample/users?${query}`)).users.map(({ name }) => name)
    await expect.poll(() => names('sort=user')).toEqual(['Anna de Vries', 'Ben Carter', 'Chitra Rao', 'Noor Bakker', 'Tomáš Novák'])
    expect(await names('sort=user&everyone=true')).toContain('Erik Lindström')
    expect(await names('search=tomas%20nov')).toEqual(['Tomáš Novák'])
    expect((await get('sample/users/erik/days')).user).toMatchObject({ name: 'Erik Lindström', known: true })
    expect((await get('sample/users/eric/days')).user).toEqual({ known: false })
    await expect.poll(async () => (await get('acme/users/tester/days')).user?.name).toBe('Theo Ster')
    expect(await get('other/users/tester/days')).not.toHaveProperty('user')
  } finally {
    await end(child)
    await scim.stop()
    rmSync(dataFolder, { recursive: true, force: true })
  }
})
