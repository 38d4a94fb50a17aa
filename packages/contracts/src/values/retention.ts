import { z } from 'zod'

/** How long activity stays readable where neither the deployment nor the network says otherwise. */
export const defaultRetentionDays = 400

/** Days of 24 hours: 1 to 36,500 (a hundred years). */
export const retentionDaysSchema = z.int('whole days').min(1, 'at least 1 day').max(36_500, 'at most 36500 days')

/** How long it stays readable who read what. */
export const defaultAccessLogRetentionDays = 400
