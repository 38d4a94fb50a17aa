import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasChromium, withBrowser } from '../../../tests/browser/chromium.ts'
import { startWithPeople, strangeIds } from '../../../tests/browser/people.ts'
import { now, type ViewServer } from '../../../tests/browser/view-server.ts'

/** Debian's. Without it a build fails; on other machines the proxy is left out, and that is said. */
const nginx = '/usr/sbin/nginx'
const hasNginx = existsSync(nginx)
if (!hasNginx) {
  const message = `${nginx} is missing (apt-get install nginx-light): the proxy of docs/admin-ui.md cannot be tried`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
}

const [, sample = ''] = /```nginx\n([\s\S]*?)```/.exec(readFileSync(new URL('../../../docs/admin-ui.md', import.meta.url), 'utf8')) ?? []

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

describe.runIf(hasNginx)('behind the proxy of the docs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-nginx-'))
  let server: ViewServer
  let proxy: ChildProcess
  let address: string
  beforeAll(async () => {
    server = await startWithPeople()
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    const own = sample.replace('listen 80;', `listen 127.0.0.1:${port};`).replace('http://127.0.0.1:8080', server.address)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')
    const config = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${temporary}\n${own}}`
    writeFileSync(join(folder, 'nginx.conf'), config)
    proxy = spawn(nginx, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: ['ignore', 2, 2] })
    await vi.waitFor(() => fetch(`${address}/stitchlog/healthz`), { timeout: 30_000 })
  })
  afterAll(async () => {
    proxy.kill('SIGQUIT')
    await once(proxy, 'exit')
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  test.each(Object.values(strangeIds))('the id %s arrives as it was sent', async (id) => {
    const headers = { authorization: `Bearer ${await server.token(['acme'])}` }
    const read = async (base: string) =>
      await (await fetch(`${base}/v1/networks/acme/users/${encodeURIComponent(id)}/days?from=2026-11-01&to=2026-11-25`, { headers })).json()
    const direct = await read(server.address)
    expect(direct).toMatchObject({ days: expect.arrayContaining([expect.anything()]) })
    expect(await read(`${address}/stitchlog`)).toEqual(direct)
  })

  test.runIf(hasChromium)('the view works under the path', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      const body = `<!doctype html><script type="module" src="/stitchlog/activity-overview.js"></script>
        <activity-overview base-url="/stitchlog" network="acme" tab="users" lang="en" token="${await server.token(['acme'])}"></activity-overview>`
      await page.route('**/settings', (route) => route.fulfill({ contentType: 'text/html', body }))
      await page.clock.setFixedTime(now)
      await page.goto(`${address}/settings`)
      await page.getByRole('link', { name: 'anna', exact: true }).click()
      await page.getByRole('heading', { name: 'anna' }).waitFor()
    })
  })
})
