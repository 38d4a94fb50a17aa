import { dateParameterSchema } from '@stitchlog/contracts'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'

/** The last entry of a page: its sort value, and its id. */
interface PagePlace {
  readonly value: number
  readonly id: string
  /** For a list that ends today: the date of the first page, so that later pages belong to the same list. */
  readonly to?: string | undefined
}

const placeSchema = z.tuple([z.string(), z.int().min(0), z.string(), dateParameterSchema.nullable()])

/** @param order the sort order of the pages; a cursor is valid for one order only */
export const cursorOf = (order: string, { value, id, to }: PagePlace) =>
  Buffer.from(JSON.stringify([order, value, id, to ?? null])).toString('base64url')

/** @throws HttpProblem `invalid-parameter` */
export function placeOf(order: string, cursor: string | undefined): PagePlace | undefined {
  if (cursor === undefined) return undefined
  const { data } = placeSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (data === undefined || data[0] !== order) throw new HttpProblem('invalid-parameter', 'cursor: the nextCursor of the same list in the same order')
  return { value: data[1], id: data[2], to: data[3] ?? undefined }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
