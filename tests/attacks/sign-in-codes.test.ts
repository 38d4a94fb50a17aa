import { inspect } from 'node:util'
import { queryOperations, type Scope } from '@stitchlog/contracts'
import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter, signToken } from '@stitchlog/http-kit'
import { limitVariables } from '@stitchlog/http-kit/variables'
import { SignInCodes } from '@stitchlog/query'
import { signInVariables } from '@stitchlog/query/sign-in-variables'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, expect, test } from 'vitest'
import { addSignIn, signInHandlers } from '../../services/query/sign-in/add-sign-in.ts'

/** Who gets hold of a link after it was used, or tries to guess or to use up codes. */
const secret = 'a secret for tests, of more than 32 characters'
let uptimeMs = 0
let metrics: ReturnType<typeof createMetrics>
let app: ReturnType<typeof createHttpApp>
let codes: SignInCodes

function listenWith(variables: Record<string, string> = {}): void {
  metrics = createMetrics()
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics, missing: () => undefined })
  const limiter = new RequestLimiter(app, limitVariables.parse({ STITCHLOG_CHANGES_PER_MINUTE: '0', ...variables }), metrics)
  const router = new OperationRouter(app, createTokenVerifier({ secret }), Date.now, { limiter })
  codes = new SignInCodes(signInVariables.parse(variables), metrics, () => uptimeMs)
  router.add(queryOperations.createSignInCode, signInHandlers(codes).createSignInCode)
  addSignIn(router, codes)
  router.refuseOtherMethods()
}
afterEach(() => app.close())

const tokenOf = (subject: string, scopes: Scope[] = ['activity:read']) =>
  signToken(secret, { subject, scopes, networks: ['acme'], expiresInSeconds: 600 }, Date.now())

async function make(token: string) {
  const response = await app.inject({ method: 'POST', url: '/v1/sign-in-codes', headers: { authorization: `Bearer ${token}` } })
  return { status: response.statusCode, ...response.json() }
}

const redeem = (code: unknown, headers: Record<string, string> = {}) => app.inject({ method: 'POST', url: '/v1/sign-in', payload: { code }, headers })

const statusOf = async (code: unknown) => {
  const response = await redeem(code)
  return response.statusCode === 200 ? 200 : `${response.statusCode} ${response.json().code}`
}
const used = '400 sign-in-code-invalid'

test('a code hands over the token that it was made with, once, and neither is kept by anybody on the way', async () => {
  listenWith()
  const token = await tokenOf('anna')
  const { status, code, expiresInSeconds } = await make(token)
  expect({ status, expiresInSeconds }).toEqual({ status: 200, expiresInSeconds: 600 })
  const response = await redeem(code)
  expect({ status: response.statusCode, body: response.json() }).toEqual({ status: 200, body: { token } })
  expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  expect(response.headers).not.toHaveProperty('access-control-allow-origin')
  expect(await statusOf(code)).toBe(used)
  expect(await metrics.metrics()).toMatch(/codes_total\{outcome="used"\} 1\n.*codes_total\{outcome="refused"\} 1/s)
})

test('of several who use a code at once, one gets the token', async () => {
  listenWith()
  const { code } = await make(await tokenOf('anna'))
  const statuses = await Promise.all(Array.from({ length: 50 }, () => statusOf(code)))
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
})

test('a code holds for a short time, whatever becomes of the clock', async () => {
  listenWith({ STITCHLOG_SIGN_IN_CODE_SECONDS: '60' })
  const [first, second] = [await make(await tokenOf('anna')), await make(await tokenOf('ben'))]
  uptimeMs += 59_999
  expect(await statusOf(first.code)).toBe(200)
  uptimeMs += 1
  expect(await statusOf(second.code)).toBe(used)
})

test('a code is long, random, and no part of it is what another one begins or ends with', async () => {
  listenWith()
  const token = await tokenOf('anna')
  const made = await Promise.all(Array.from({ length: 200 }, () => make(token)))
  for (const { code } of made) expect(code).toMatch(/^[\w-]{43}$/)
  for (const part of [0, 11, 22, 33]) expect(new Set(made.map(({ code }) => code.slice(part, part + 10))).size).toBe(200)
})

test('what knows half of a code gets nothing, and does not use it up; nor does what is no code', async () => {
  listenWith()
  const { code } = await make(await tokenOf('anna'))
  const another = 'A'.repeat(43)
  for (const guess of [code.slice(0, 12) + another.slice(12), another.slice(0, 12) + code.slice(12), another])
    expect(await statusOf(guess)).toBe(used)
  for (const nonsense of ['', code.slice(1), `${code}=`, `${code}A`, [code], { $gt: '' }, null, 7, '__proto__'])
    expect(await statusOf(nonsense)).toBe('400 invalid-body')
  // A page of another host can send no JSON without being asked about it.
  const asForm = await redeem(code, { 'content-type': 'text/plain' })
  expect(asForm.statusCode).toBe(415)
  expect((await app.inject({ url: `/v1/sign-in?code=${code}` })).statusCode).toBe(405)
  expect(await statusOf(code)).toBe(200)
})

test('only who may read, manage or see their own makes codes, for no more than that', async () => {
  listenWith()
  expect((await app.inject({ method: 'POST', url: '/v1/sign-in-codes' })).statusCode).toBe(401)
  for (const scope of ['activity:write', 'activity:relay'] as const) expect((await make(await tokenOf('anna', [scope]))).status).toBe(403)
  for (const scope of ['activity:manage', 'activity:self'] as const) expect((await make(await tokenOf('anna', [scope]))).status).toBe(200)
})

test('nobody takes the places of others, and there are only so many', async () => {
  listenWith({ STITCHLOG_SIGN_IN_CODES_AT_ONCE: '12' })
  const [token, other] = [await tokenOf('anna'), await make(await tokenOf('ben'))]
  const made = []
  for (let nth = 0; nth < 30; nth++) made.push(await make(token))
  // Of one caller the latest hold.
  expect(await statusOf(made[19].code)).toBe(used)
  expect(await make(await tokenOf('cleo'))).toMatchObject({ status: 200 })
  const full = await app.inject({ method: 'POST', url: '/v1/sign-in-codes', headers: { authorization: `Bearer ${await tokenOf('dora')}` } })
  expect({ status: full.statusCode, after: full.headers['retry-after'] }).toEqual({ status: 503, after: '600' })
  expect(await statusOf(other.code)).toBe(200)
  expect(await statusOf(made[20].code)).toBe(200)
  expect(await metrics.metrics()).toContain('stitchlog_sign_in_codes_total{outcome="too-many"} 1')
})

test('a code is nowhere in memory once it was made', async () => {
  listenWith()
  const { code } = codes.make('a token', 'anna')
  const kept = inspect(codes, { depth: 9, showHidden: true, maxArrayLength: null })
  expect(kept).not.toContain(code)
  expect(kept).not.toContain(code.slice(11))
})

test('codes count as changes of their caller, and guesses by their address', async () => {
  listenWith({ STITCHLOG_CHANGES_PER_MINUTE: '2', STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '5' })
  const token = await tokenOf('anna')
  expect([(await make(token)).status, (await make(token)).status, (await make(token)).status]).toEqual([200, 200, 429])
  expect([await statusOf('A'.repeat(43)), await statusOf('A'.repeat(43)), await statusOf('A'.repeat(43))]).toEqual([
    used,
    used,
    '429 too-many-requests',
  ])
})
