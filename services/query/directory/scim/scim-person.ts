import { identifierSchema } from '@stitchlog/contracts'
import { z } from 'zod'
import type { Person } from '../directory.ts'

/** Which attribute of a SCIM user is the id by which Stitchlog knows them. */
export const scimIdAttributes = ['userName', 'externalId', 'id'] as const

export type ScimIdAttribute = (typeof scimIdAttributes)[number]

const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** All that is asked for. `id` comes anyway. */
export const scimAttributes = [
  ...['userName', 'externalId', 'displayName', 'name', 'nickName', 'emails', 'photos', 'active'],
  `${enterpriseUser}:department`,
].join(',')

/** Whatever has another type than it should is left out, and the rest counts. */
const text = z.string().optional().catch(undefined)

const manySchema = z
  .array(z.object({ value: text, type: text, primary: z.boolean().optional().catch(undefined) }).catch({}))
  .catch([])
  .default([])

const userSchema = z.object({
  id: text,
  userName: text,
  externalId: text,
  displayName: text,
  nickName: text,
  name: z.object({ formatted: text, givenName: text, middleName: text, familyName: text }).catch({}).default({}),
  emails: manySchema,
  photos: manySchema,
  // Some servers write it as text.
  active: z.union([z.boolean(), z.stringbool()]).catch(true).default(true),
  [enterpriseUser]: z.object({ department: text }).catch({}).default({}),
})

/**
 * The person that a resource of a SCIM server describes (RFC 7643, section 4.1).
 *
 * @returns undefined if it has no id that Stitchlog could know, or no name
 */
export function personOf(resource: unknown, idAttribute: ScimIdAttribute): Person | undefined {
  const { data } = userSchema.safeParse(resource)
  const id = identifierSchema.safeParse(data?.[idAttribute]).data
  if (data === undefined || id === undefined) return undefined
  const { displayName, nickName, name, emails, photos, active, [enterpriseUser]: enterprise } = data
  const parts = [name.givenName, name.middleName, name.familyName].map((part) => shown(part)).filter((part) => part !== undefined)
  const email = shown(preferred(emails)?.value)
  const shownName = shown(displayName) ?? shown(name.formatted) ?? shown(parts.join(' ')) ?? shown(nickName) ?? email
  if (shownName === undefined) return undefined
  const department = shown(enterprise.department)
  const pictureUrl = pictureOf(preferred(photos)?.value)
  return {
    id,
    name: shownName,
    ...(email === undefined ? {} : { email }),
    ...(pictureUrl === undefined ? {} : { pictureUrl }),
    ...(department === undefined ? {} : { department }),
    ...(active ? {} : { hasLeft: true }),
  }
}

const longestText = 200

/** What breaks a line, or changes how the texts beside it are shown. */
const unshowable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu

function shown(value: string | undefined): string | undefined {
  const plain = value?.replace(unshowable, ' ').replaceAll(/\s+/g, ' ').trim()
  return plain ? [...plain.slice(0, 2 * longestText)].slice(0, longestText).join('').toWellFormed() : undefined
}

const preferred = (values: z.output<typeof manySchema>) => values.find(({ primary }) => primary) ?? values[0]

function pictureOf(address: string | undefined): string | undefined {
  return address !== undefined && address.length <= 2000 && URL.canParse(address) && new URL(address).protocol === 'https:' ? address : undefined
}
