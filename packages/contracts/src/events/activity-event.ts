import { z } from 'zod'
import { devices } from '../values/device.ts'
import { identifierPattern, identifierSchema } from '../values/identifier.ts'
import { instantSchema, lastInstant } from '../values/instant.ts'

export const deviceSchema = z.enum(devices, devices.join(' or '))

/** What is longer is no event, whatever is in it: as much as a request may be. */
export const maxEventBytes = 2 ** 20

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

/**
 * Exactly what `activityEventSchema` accepts, for the path that every event takes: about 150 ns an event where the schema takes 700
 * (Node 24; a property test holds the two together). Use the schema to say what is wrong with a value that this refuses.
 */
export function isActivityEvent(value: unknown): value is ActivityEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { networkId, userId, device, timeZone, occurredAt, receivedAt }: Partial<Record<Checked, unknown>> = value
  return (
    isIdentifier(networkId) &&
    isIdentifier(userId) &&
    isDevice(device) &&
    typeof timeZone === 'string' &&
    isInstant(occurredAt) &&
    (isInstant(receivedAt) || (receivedAt === undefined && !('receivedAt' in value)))
  )
}

/** What is looked at above; a key that an event has beside these does not compile. */
type Checked = 'networkId' | 'userId' | 'device' | 'timeZone' | 'occurredAt' | 'receivedAt'
true satisfies keyof ActivityEvent extends Checked ? true : never

const known: ReadonlySet<unknown> = new Set(devices)

const isDevice = (value: unknown) => known.has(value)

const isIdentifier = (value: unknown) => typeof value === 'string' && identifierPattern.test(value)

const isInstant = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= lastInstant
