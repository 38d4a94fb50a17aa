import { z } from 'zod'
import { define, type OpenOperation } from './operation.ts'
import { noBody, none } from './parameters.ts'

const codeSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'a sign-in code')

/** A token is handed to the page by a code, because an address stays in the browser's history. */
export const signInOperations = {
  createSignInCode: define({
    method: 'POST',
    path: '/v1/sign-in-codes',
    summary: 'A code that hands the token of this call to the page, once',
    description: "Put it into the page's address: `/#network=N&code=CODE`. The token that the page gets is the one that this call was made with.",
    scopes: ['activity:read', 'activity:manage', 'activity:self'],
    pathParameters: none,
    queryParameters: none,
    body: noBody,
    answer: {
      status: 200,
      description: 'The code',
      schema: z.object({ code: z.string(), expiresInSeconds: z.int().meta({ description: 'Unless it is used before.' }) }),
    },
    problems: ['unavailable'],
  }),
}

/** The page calls this without a token, to get one. */
export const redeemSignInCode = {
  method: 'POST',
  path: '/v1/sign-in',
  summary: 'The token that a code was made for',
  body: z.object({ code: codeSchema }, 'an object with a code'),
  answer: { status: 200, description: 'The token. The code is used up.', schema: z.object({ token: z.string() }) },
  problems: ['sign-in-code-invalid'],
} as const satisfies OpenOperation
