import { createHmac } from 'node:crypto'
import type { problems } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createHttpApp, createTokenVerifier } from '../src/index.ts'
import { all, expectProblem, listenWhileTestsRun, secret, send, tokenOf } from './listening-app.ts'

listenWhileTestsRun()

afterEach(() => void vi.useRealTimers())

/** Has no time pass between a signature and a look at it. */
const stopClock = () => vi.useFakeTimers({ toFake: ['Date'] })

describe('a token', () => {
  const problemFor = async (token: string, code: keyof typeof problems, path = '/v1/networks/acme/tracking') => {
    const answer = await send(path, { token })
    expectProblem(answer, code)
    return answer.headers.get('www-authenticate')
  }

  test('is asked for', async () => {
    expect(await problemFor('', 'token-missing')).toBe('Bearer')
  })

  const sign = (claims: Record<string, unknown>, key = secret) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1m').sign(Buffer.from(key))
  /** Signs the claims as literal text, because JSON can express more than JavaScript values. */
  const signText = (claims: string) => {
    const input = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(claims).toString('base64url')}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const claims = { sub: 'anna', networks: ['acme'], scope: 'activity:read' }
  const issued = { issuer: 'https://issuer.example', audience: 'stitchlog' }
  const seconds = () => Math.floor(Date.now() / 1000)

  test('must be a bearer token that holds', async () => {
    const good = await tokenOf(all)
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const bad: [string, string][] = [
      ['Basic YTpi', 'not a bearer token'],
      ['Bearer', 'not a bearer token'],
      [`Bearer ${good} ${good}`, 'not a bearer token'],
      ['Bearer x', 'not a signed JWT'],
      [`Bearer ${signText('[]')}`, 'not a signed JWT'],
      [`Bearer ${signText('"x"')}`, 'not a signed JWT'],
      [`Bearer ${signText('{')}`, 'not a signed JWT'],
      [`Bearer ${good}x`, 'the signature does not hold'],
      [`Bearer ${await sign(claims, 'another secret')}`, 'the signature does not hold'],
      [`Bearer ${none}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`, 'signed by an algorithm that is not taken'],
    ]
    for (const [token, reason] of bad) {
      expect(await problemFor(token, 'token-invalid'), token).toBe(`Bearer error="invalid_token", error_description="${reason}"`)
    }
  })

  const hostile = 'x"\r\nSet-Cookie: a=b\\\u{1F600}ü'
  test.each([
    ['the claim sub is missing', { sub: undefined }],
    ['the claim sub is wrong: text', { sub: null }],
    ['the claim sub is wrong: text', { sub: 5 }],
    ['the claim sub is wrong: text', { sub: { [hostile]: hostile } }],
    ['the claim sub is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { sub: '..' }],
    ['the claim sub is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { sub: hostile }],
    ['the claim networks is missing', { networks: undefined }],
    ['the claim networks is wrong: a list of ids', { networks: 'acme' }],
    ['the claim networks is wrong: a list of ids', { networks: { [hostile]: hostile } }],
    ['the claim networks.1 is wrong: text', { networks: ['acme', null] }],
    ['the claim networks.0 is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { networks: [hostile] }],
    ['the claim scope is missing', { scope: undefined }],
    ['the claim scope is wrong: text, scopes separated by spaces', { scope: ['activity:read'] }],
    ['the claim scope is wrong: text, scopes separated by spaces', { scope: [hostile] }],
    ['the claim exp is missing', { exp: undefined }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: null }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: '1800000000' }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: [hostile] }],
    ['the claim exp is wrong: it has passed', { exp: seconds() - 1 }],
    ['the claim exp is wrong: it has passed', { exp: 0 }],
    ['the claim nbf is wrong: a number of seconds since 1970', { nbf: '5' }],
    ['the claim nbf is wrong: a number of seconds since 1970', { nbf: null }],
    ['the claim nbf is wrong: it has not come', { nbf: seconds() + 120 }],
    ['the claim iat is wrong: a number of seconds since 1970', { iat: hostile }],
    ['the claim iat is wrong: it has not come', { iat: seconds() + 120 }],
    ['the claim sub is missing; the claim networks is missing', { sub: undefined, networks: undefined }],
  ])('is told which claim is at fault: %s (%#)', async (reason, changes) => {
    const token = signText(JSON.stringify({ ...claims, exp: seconds() + 60, ...changes }))
    const answer = await send('/v1/networks/acme/tracking', { token: `Bearer ${token}` })
    expectProblem(answer, 'token-invalid')
    expect(answer.json.detail).toBe(reason)
    const header = answer.headers.get('www-authenticate') ?? ''
    expect(header).toBe(`Bearer error="invalid_token", error_description="${reason}"`)
    // The characters that RFC 6750, section 3, allows.
    expect(header.slice(header.lastIndexOf('="') + 2, -1)).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  test('that never ends, or names a claim twice, is judged as the claims say', async () => {
    const base = '"sub":"anna","networks":["acme"],"scope":"activity:read"'
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":1e999}`)}`, 'token-invalid')).toContain('the claim exp is wrong')
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":9e15,"nbf":1e999}`)}`, 'token-invalid')).toContain('the claim nbf is wrong')
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":9e15,"networks":"acme"}`)}`, 'token-invalid')).toContain('the claim networks is wrong')
    expect((await send('/v1/networks/acme/tracking', { token: `Bearer ${signText(`{${base},"exp":9e15,"iat":1.5,"nbf":-5}`)}` })).status).toBe(200)
  })

  test('of a thousand wrong networks is answered with a header that stays short', async () => {
    const networks = Array.from({ length: 1000 }, () => '.')
    const header = await problemFor(`Bearer ${await sign({ ...claims, networks })}`, 'token-invalid')
    expect(header).toContain('the claim networks.0 is wrong')
    expect(header?.length).toBeLessThan(1000)
  })

  test('may come from a clock that is up to 60 s ahead, or what is configured', async () => {
    stopClock()
    for (const claim of ['nbf', 'iat']) {
      const ahead = async (byS: number) => `Bearer ${await sign({ ...claims, [claim]: seconds() + byS })}`
      for (const byS of [0, 3, 58])
        expect((await send('/v1/networks/acme/tracking', { token: await ahead(byS) })).status, `${claim} ${byS}`).toBe(200)
      expect(await problemFor(await ahead(62), 'token-invalid')).toContain(`claim ${claim} is wrong: it has not come`)

      const strict = createTokenVerifier({ secret, leewaySeconds: 0 })
      await strict(await ahead(0))
      await expect(strict(await ahead(3))).rejects.toMatchObject({ code: 'token-invalid' })
      const generous = createTokenVerifier({ secret, leewaySeconds: 300 })
      await generous(await ahead(297))
      await expect(generous(await ahead(303))).rejects.toMatchObject({ code: 'token-invalid' })
    }
  })

  test('counts to the end of its exp and no longer, whatever the leeway', async () => {
    stopClock()
    const verify = createTokenVerifier({ secret, leewaySeconds: 300 })
    await verify(`Bearer ${await tokenOf(all, ['acme'], 2)}`)
    await expect(verify(`Bearer ${await tokenOf(all, ['acme'], 0)}`)).rejects.toMatchObject({ code: 'token-invalid' })
  })

  test('is not at fault where the key set is', async () => {
    const answers: [number, string][] = [
      [500, '{}'],
      [200, 'no JSON'],
      [200, '{"keys":5}'],
      [200, '[]'],
    ]
    for (const [status, body] of answers) {
      const keySet = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => undefined })
      keySet.get('/jwks', async (_request, reply) => reply.code(status).type('application/json').send(body))
      const verify = createTokenVerifier({ jwksUrl: new URL('/jwks', await keySet.listen({ host: '127.0.0.1', port: 0 })), ...issued })
      const { privateKey } = await generateKeyPair('ES256')
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).setExpirationTime('1m').sign(privateKey)
      await expect(verify(`Bearer ${token}`), body).rejects.toMatchObject({ code: 'unavailable' })
      await keySet.close()
    }
  })

  test('must grant the call, and the network', async () => {
    await problemFor(`Bearer ${await tokenOf(['activity:write'])}`, 'scope-missing')
    await problemFor(`Bearer ${await tokenOf(['activity:read'], ['other'])}`, 'foreign-network')
    await problemFor(`Bearer ${await tokenOf(all)}`, 'foreign-network', '/v1/networks/ACME/tracking')
  })

  test('may be signed by a key of a key set', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const keySet = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => undefined })
    keySet.get('/jwks', async () => ({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] }))
    const jwksUrl = new URL('/jwks', await keySet.listen({ host: '127.0.0.1', port: 0 }))
    const verify = createTokenVerifier({ jwksUrl, ...issued })
    const sign = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ networks: ['acme'], scope: 'activity:read other', iss: issued.issuer, aud: issued.audience, exp: 4e9 })
        .setProtectedHeader({ alg, kid: 'one' })
        .setSubject('anna')
        .sign(key)
    expect(await verify(`Bearer ${await sign('ES256', pair.privateKey)}`)).toEqual({
      subject: 'anna',
      networks: new Set(['acme']),
      scopes: new Set(['activity:read']),
      expiresAt: 4e12,
    })
    await expect(verify(`Bearer ${await sign('HS256', Buffer.from(secret))}`)).rejects.toMatchObject({ code: 'token-invalid' })
    await keySet.close()
    await expect(createTokenVerifier({ jwksUrl, ...issued })(`Bearer ${await sign('ES256', pair.privateKey)}`)).rejects.toMatchObject({
      code: 'unavailable',
    })
  })
})
