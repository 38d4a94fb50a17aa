import { longestInactivityTimeoutSeconds } from '@stitchlog/contracts'

/** No network's inactivity timeout is longer, in milliseconds. */
export const longestTimeoutMs = longestInactivityTimeoutSeconds * 1000
