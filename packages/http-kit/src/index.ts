export { createHttpApp } from './create-http-app.ts'
export { HttpProblem } from './http-problem.ts'
export { type Handlers, OperationRouter } from './operation-router.ts'
export { createTokenVerifier, type Principal, signToken, type TokenKeys, type VerifyToken } from './tokens.ts'
