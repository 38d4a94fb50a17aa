import { recordOf } from './record-of.ts'

/**
 * The kinds of device that people are active on, in the order in which answers list them. Whatever there is one of for each kind is made from this,
 * in a browser too: hence without a schema.
 */
export const devices = ['mobile', 'web'] as const

export type Device = (typeof devices)[number]

/** How long after its last point a session still takes another one, where an `on` does not say. */
export const defaultInactivityTimeoutSeconds: Readonly<Record<Device, number>> = { mobile: 5 * 60, web: 30 * 60 }

/** A value for each kind of device, in their order. */
export const perDevice = <T>(of: (device: Device) => T): Record<Device, T> => recordOf(devices, of)
