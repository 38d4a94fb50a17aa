import { type queryOperations, redeemSignInCode } from '@stitchlog/contracts'
import { bearerToken, callerKey, type Handlers, type OperationRouter } from '@stitchlog/http-kit'
import type { SignInCodes } from './sign-in-codes.ts'

/** The handler of the call that makes a code. The code stands for the token of the call, so it grants nothing more. */
export function signInHandlers(codes: SignInCodes): Handlers<Pick<typeof queryOperations, 'createSignInCode'>> {
  return {
    async createSignInCode({ principal }, { request }) {
      return codes.make(bearerToken(request.headers.authorization ?? '') ?? '', callerKey(principal))
    },
  }
}

/** Adds the call that exchanges a code for its token. */
export function addSignIn(router: OperationRouter, codes: SignInCodes): void {
  router.addOpen(redeemSignInCode, async ({ code }) => ({ token: codes.redeem(code) }))
}
