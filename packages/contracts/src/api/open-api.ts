import { z } from 'zod'
import { workbookType } from './csv-format.ts'
import { sentEventSchema } from './events.ts'
import type { OpenOperation, Operation } from './operation.ts'
import { ingestOperations, queryOperations } from './operations.ts'
import { type ProblemCode, problemSchema, problems } from './problem.ts'
import { redeemSignInCode } from './sign-in.ts'

/** Problems of any call that may have a body, also where it should have none. */
const bodyProblems = ['broken-json', 'invalid-body', 'body-too-large', 'unsupported-content-type', 'unsupported-encoding'] as const

/** Problems of any call. */
const openProblems = ['bad-request', 'too-many-requests', 'headers-too-large', 'internal'] as const

/** Problems that any call with a token may answer. */
const commonProblems = [...openProblems, 'invalid-parameter', 'token-missing', 'token-invalid', 'scope-missing'] as const

/** The HTTP API as an OpenAPI 3.1 document, from the schemas that requests are checked by. */
export function openApiDocument(): object {
  const schemas = { Problem: jsonSchema(problemSchema, 'output'), SentEvent: jsonSchema(sentEventSchema, 'input') }
  const paths: Record<string, Record<string, unknown>> = {}
  const operations: Readonly<Record<string, Operation>> = { ...ingestOperations, ...queryOperations }
  for (const [operationId, operation] of Object.entries(operations)) {
    const { method, path, summary, description, scopes, answer } = operation
    const parameters = [
      ...parametersOf(jsonSchema(operation.pathParameters, 'input'), 'path'),
      ...parametersOf(jsonSchema(operation.queryParameters, 'input'), 'query'),
    ]
    const content =
      answer.schema instanceof z.ZodType
        ? { 'application/json': { schema: jsonSchema(answer.schema, 'output') } }
        : { [answer.schema]: { schema: { type: 'string', ...(answer.schema === workbookType ? { format: 'binary' } : {}) } } }
    paths[path] ??= {}
    paths[path][method.toLowerCase()] = {
      operationId,
      summary,
      description: `${description === undefined ? '' : `${description}\n\n`}Scope: ${scopes.join(' or ')}`,
      parameters,
      ...(operation.body instanceof z.ZodUndefined ? {} : { requestBody: { required: true, content: contentOf(operation) } }),
      responses: {
        [answer.status]: { description: answer.description, content },
        ...failuresOf([...commonProblems, ...(method === 'GET' ? [] : bodyProblems), ...operation.problems]),
      },
    }
  }
  paths[redeemSignInCode.path] = { post: openCall(redeemSignInCode) }
  return {
    openapi: '3.1.0',
    info: { title: 'Stitchlog', version: '1', description: 'When people were active on a communication platform.' },
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    security: [{ token: [] }],
  }
}

function openCall({ summary, body, answer, problems }: OpenOperation): object {
  return {
    operationId: 'redeemSignInCode',
    summary,
    description: 'Needs no token.',
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    responses: {
      [answer.status]: { description: answer.description, content: { 'application/json': { schema: jsonSchema(answer.schema, 'output') } } },
      ...failuresOf([...openProblems, ...bodyProblems, ...problems]),
    },
  }
}

function failuresOf(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, ofStatus]) => [status, problemAnswer(ofStatus)]))
}

function contentOf({ body, takesBeacons }: Operation): object {
  const schema = jsonSchema(body, 'input')
  const token = { type: 'string', description: 'Instead of the header `Authorization`.' }
  const beacon = { ...schema, properties: { token, ...schema.properties } }
  return { 'application/json': { schema }, ...(takesBeacons ? { 'text/plain': { schema: beacon } } : {}) }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}

function parametersOf({ properties = {}, required = [] }: z.core.JSONSchema.BaseSchema, place: 'path' | 'query'): object[] {
  return Object.entries(properties).map(([name, schema]) => ({ name, in: place, required: required.includes(name), schema }))
}

const problemAnswer = (codes: readonly string[]) => ({
  description: codes.join(', '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
