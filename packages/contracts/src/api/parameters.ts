import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'

/** Of an operation without parameters in its path, or in its query. */
export const none = z.object({})

/** Of an operation without a body. */
export const noBody = z.undefined()

export const ofNetwork = z.object({ networkId: identifierSchema })

export const ofUser = z.object({ networkId: identifierSchema, userId: identifierSchema })
