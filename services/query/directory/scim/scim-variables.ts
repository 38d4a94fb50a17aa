import { identifierSchema, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'
import { scimIdAttributes } from './scim-person.ts'

/** In the address of a directory: the id of the network whose people it has. */
export const networkPlace = '{network}'

const urlSchema = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && originWith(text, 'a') === originWith(text, 'b'),
    'an http or https address, with {network} in its path only',
  )

const originWith = (text: string, network: string) => new URL(text.replaceAll(networkPlace, network)).origin

/** The directory that says who people are; none without an address. */
export const directoryVariables = z
  .object({
    STITCHLOG_SCIM_URL: urlSchema.optional().meta({
      description:
        'Base address of a SCIM 2.0 directory that says who people are, such as `https://directory.example.com/scim/v2`; `{network}` in it is the id of the network. Without it people are shown by their ids.',
    }),
    STITCHLOG_SCIM_TOKEN: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'a bearer token')
      .optional()
      .meta({ description: 'Bearer token for it, which may read users.' }),
    STITCHLOG_SCIM_USER_ID: z
      .enum(scimIdAttributes, scimIdAttributes.join(', '))
      .default('userName')
      .meta({ description: 'Which attribute of a person there is their user id here: `userName`, `externalId` or `id`.' }),
    STITCHLOG_SCIM_NETWORKS: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
      )
      .refine((ids) => ids.every((id) => identifierSchema.safeParse(id).success), 'ids of networks, separated by commas')
      .meta({ description: 'Ids of the networks whose people it has, separated by commas; required unless the address has `{network}`.' }),
    STITCHLOG_SCIM_REFRESH_SECONDS: wholeNumber(30, 86_400)
      .default(600)
      .meta({ description: 'Seconds after which people are read again, if somebody looks. They are kept for half an hour longer while that fails.' }),
    STITCHLOG_SCIM_MAX_PEOPLE: wholeNumber(1, 2_000_000)
      .default(200_000)
      .meta({ description: 'How many people are kept in memory at most, about a kilobyte each, and twice that while they are read again.' }),
  })
  .transform((variables, context) => {
    const { STITCHLOG_SCIM_URL: url, STITCHLOG_SCIM_NETWORKS: networks } = variables
    if (url === undefined) return undefined
    if (url.includes(networkPlace) === networks.length > 0) {
      const message = 'STITCHLOG_SCIM_URL needs either {network} in it or STITCHLOG_SCIM_NETWORKS, so that no network is shown the people of another'
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return {
      url,
      token: variables.STITCHLOG_SCIM_TOKEN,
      idAttribute: variables.STITCHLOG_SCIM_USER_ID,
      networks,
      refreshMs: variables.STITCHLOG_SCIM_REFRESH_SECONDS * 1000,
      maxPeople: variables.STITCHLOG_SCIM_MAX_PEOPLE,
    }
  })

export type ScimSettings = NonNullable<z.output<typeof directoryVariables>>
