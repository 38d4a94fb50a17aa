import { z } from 'zod'
import { devices } from '../values/device.ts'
import { identifierSchema } from '../values/identifier.ts'
import { instantSchema } from '../values/instant.ts'

export const deviceSchema = z.enum(devices, devices.join(' or '))

/** A heartbeat as a client sends it. Whether `timeZone` names a zone is asked separately: that has a reason of its own. */
export const activityEventSchema = z
  .object(
    {
      networkId: identifierSchema,
      userId: identifierSchema,
      device: deviceSchema,
      timeZone: z.string('text').meta({ description: 'An IANA time zone name or an offset, ±HH:MM.' }),
      occurredAt: instantSchema,
      receivedAt: z.exactOptional(instantSchema).meta({ description: 'Stamped by ingest.' }),
    },
    'not an object',
  )
  .meta({ title: 'Activity event', description: 'One heartbeat of one user on one device. Unknown keys are ignored.' })

export type ActivityEvent = z.infer<typeof activityEventSchema>
