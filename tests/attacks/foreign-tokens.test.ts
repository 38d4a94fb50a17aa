import { createTokenVerifier, signToken } from '@stitchlog/http-kit'
import { tokenVariables } from '@stitchlog/http-kit/variables'
import { afterAll, expect, test } from 'vitest'
import { audience, goodClaims, issuer, TokenIssuer } from './token-issuer.ts'

/** Tokens that are signed by the right issuer, and are not meant for Stitchlog. */
const service = await TokenIssuer.start()
afterAll(() => service[Symbol.asyncDispose]())

const seconds = () => Math.floor(Date.now() / 1000)
const verify = createTokenVerifier(service.keys)
const refusal = (reason: string) => ({ code: 'token-invalid', message: reason })

test('a token of the named issuer for the named audience is taken', async () => {
  expect(await verify(await service.sign())).toMatchObject({ subject: 'anna' })
  expect(await verify(await service.sign({ ...goodClaims, aud: ['another', audience] }))).toMatchObject({ subject: 'anna' })
})

test.each([undefined, null, 'https://other.example', `${issuer}/`, issuer.toUpperCase(), [issuer], { toString: issuer }])(
  'a token of another issuer is refused: %j',
  async (iss) => {
    const claims = JSON.parse(JSON.stringify({ ...goodClaims, iss }))
    await expect(verify(await service.sign(claims))).rejects.toMatchObject(refusal('the claim iss is wrong: another issuer'))
  },
)

test.each([undefined, null, 'another', [], ['another'], [[audience]], `${audience} another`, { 0: audience }])(
  'a token for another audience is refused: %j',
  async (aud) => {
    const claims = JSON.parse(JSON.stringify({ ...goodClaims, aud }))
    await expect(verify(await service.sign(claims))).rejects.toMatchObject(refusal('the claim aud is wrong: for another audience'))
  },
)

test('a token of another kind is refused: what ends a session or says who somebody is grants nothing', async () => {
  for (const typ of ['logout+jwt', 'application/logout+jwt', 'secevent+jwt', 'dpop+jwt', 'id_token', 'JOSE', '']) {
    await expect(verify(await service.sign(goodClaims, { typ })), typ).rejects.toMatchObject(refusal('typ is not that of an access token'))
  }
  for (const typ of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'AT+JWT']) await verify(await service.sign(goodClaims, { typ }))
})

test('the type of token can be demanded', async () => {
  const strict = createTokenVerifier({ ...service.keys, type: 'at+jwt' })
  await strict(await service.sign(goodClaims, { typ: 'at+jwt' }))
  await strict(await service.sign(goodClaims, { typ: 'application/AT+jwt' }))
  for (const header of [{}, { typ: 'JWT' }, { typ: 'logout+jwt' }]) {
    await expect(strict(await service.sign(goodClaims, header))).rejects.toMatchObject(refusal('typ is not the demanded one'))
  }
})

test('the longest lifetime can be demanded, and is 30 days with a key set', async () => {
  const strict = createTokenVerifier({ ...service.keys, maxLifetimeSeconds: 3600 })
  const reason = refusal('the claim exp is wrong: more than 3600 seconds after iat')
  const iat = seconds() - 60
  await strict(await service.sign({ ...goodClaims, iat, exp: iat + 3600 }))
  await expect(strict(await service.sign({ ...goodClaims, iat, exp: iat + 3601 }))).rejects.toMatchObject(reason)
  // Without iat, a token of any age may have been issued just now.
  await strict(await service.sign({ ...goodClaims, exp: seconds() + 3590 }))
  await expect(strict(await service.sign({ ...goodClaims, exp: seconds() + 3700 }))).rejects.toMatchObject(reason)
  await expect(strict(await service.sign({ ...goodClaims, exp: 99_999_999_999 }))).rejects.toMatchObject(reason)

  const keySet = { STITCHLOG_JWKS_URL: service.keys.jwksUrl.href, STITCHLOG_TOKEN_ISSUER: issuer, STITCHLOG_TOKEN_AUDIENCE: audience }
  const configured = createTokenVerifier(tokenVariables.parse(keySet))
  await configured(await service.sign({ ...goodClaims, iat, exp: iat + 30 * 86_400 }))
  await expect(configured(await service.sign({ ...goodClaims, iat, exp: 99_999_999_999 }))).rejects.toMatchObject({ code: 'token-invalid' })
})

test('a service with a key set does not start without knowing whose tokens, and for whom', () => {
  const url = service.keys.jwksUrl.href
  const complaint = /STITCHLOG_JWKS_URL needs STITCHLOG_TOKEN_ISSUER and STITCHLOG_TOKEN_AUDIENCE/
  for (const variables of [{}, { STITCHLOG_TOKEN_ISSUER: issuer }, { STITCHLOG_TOKEN_AUDIENCE: audience }]) {
    expect(tokenVariables.safeParse({ STITCHLOG_JWKS_URL: url, ...variables }).error?.message).toMatch(complaint)
  }
})

test('with a secret, issuer, audience, type and lifetime are checked where they are configured', async () => {
  const secret = 'a secret for tests, of more than 32 characters'
  const token = await signToken(secret, { subject: 'anna', networks: ['acme'], scopes: [], expiresInSeconds: 3600 }, Date.now())
  await createTokenVerifier({ secret })(`Bearer ${token}`)
  for (const demands of [{ issuer }, { audience }, { type: 'at+jwt' }, { maxLifetimeSeconds: 60 }]) {
    await expect(createTokenVerifier({ secret, ...demands })(`Bearer ${token}`)).rejects.toMatchObject({ code: 'token-invalid' })
  }
})
