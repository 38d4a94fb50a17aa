import { ingestOperations, problems, type Scope } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterAll, beforeAll, expect } from 'vitest'
import { createHttpApp, createTokenVerifier, HttpProblem, OperationRouter, signToken } from '../src/index.ts'

const { deleteUserActivity, getTracking, postEvents, putTracking } = ingestOperations

export const secret = 'a secret for tests, of more than 32 characters'
export const now = () => Date.now()

/** The answer to the readiness check. */
export const readiness: { missing: string | undefined } = { missing: undefined }

/** Where it listens. */
export let address: string

/** Has an app with a few of the API's calls listen while the tests of a file run. Called at its top. */
export function listenWhileTestsRun(): void {
  const app = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => readiness.missing })
  const router = new OperationRouter(app, createTokenVerifier({ secret }), now)
  router.addFrequent(postEvents, async ({ body }) => ({ accepted: body.events.length, dropped: {}, rejected: [] }))
  router.add(getTracking, async ({ path }) => path)
  router.add(deleteUserActivity, async ({ path }) => path)
  router.add(putTracking, async ({ body }) => {
    if (!body.enabled) throw new TypeError('secret detail in /etc/passwd')
    throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
  })
  router.refuseOtherMethods()
  beforeAll(async () => {
    address = await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => app.close())
}

export const tokenOf = (scopes: readonly Scope[], networks: readonly string[] = ['acme'], expiresInSeconds = 60, subject = 'anna') =>
  signToken(secret, { subject, networks, scopes, expiresInSeconds }, Date.now())

export const all: readonly Scope[] = ['activity:write', 'activity:read', 'activity:manage']

interface Sent {
  readonly method?: string
  readonly token?: string | undefined
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

export async function send(path: string, { method = 'GET', token, headers = {}, body }: Sent = {}) {
  const authorization = token ?? `Bearer ${await tokenOf(all)}`
  const response = await fetch(address + path, {
    method,
    headers: { ...(authorization === '' ? {} : { authorization }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text) }
}

export const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send('/v1/events', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

export const expectProblem = (answer: Awaited<ReturnType<typeof send>>, code: keyof typeof problems) => {
  expect(answer.json).toMatchObject({ type: 'about:blank', code, status: problems[code].status, title: problems[code].title })
  expect(answer.status).toBe(problems[code].status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
}
