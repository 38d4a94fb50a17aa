import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

/** The types of an OpenAPI document, as the text of a module. Nothing in them is `readonly`: openapi-fetch takes a read-only array for an object. */
export async function generateTypes(document: object): Promise<string> {
  const types = await openapiTS(structuredClone(document) as OpenAPI3)
  return `// Generated from schemas/openapi.json by infra/generate.ts; do not edit.\n\n${astToString(types)}`
}
