import { expect, test } from 'vitest'
import { tokenVariables } from './variables.ts'

const secret = 'a secret for tests, of more than 32 characters'
const url = 'https://keys.example/jwks.json'
const complaint = 'exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed'

test('tokens are checked by a secret or by published keys, and by exactly one of them', () => {
  expect(tokenVariables.parse({ STITCHLOG_TOKEN_SECRET: secret })).toEqual({ secret, leewaySeconds: 60 })
  const keySet = { STITCHLOG_JWKS_URL: url, STITCHLOG_TOKEN_ISSUER: 'https://issuer.example', STITCHLOG_TOKEN_AUDIENCE: 'stitchlog' }
  expect(tokenVariables.parse({ ...keySet, STITCHLOG_TOKEN_LEEWAY_SECONDS: '5' })).toEqual({
    jwksUrl: new URL(url),
    issuer: 'https://issuer.example',
    audience: 'stitchlog',
    leewaySeconds: 5,
    maxAgeSeconds: 4 * 3600,
    maxLifetimeSeconds: 30 * 86_400,
  })
  for (const variables of [{}, { STITCHLOG_TOKEN_SECRET: secret, STITCHLOG_JWKS_URL: url }]) {
    expect(tokenVariables.safeParse(variables).error?.issues.map(({ message }) => message)).toEqual([complaint])
  }
})
