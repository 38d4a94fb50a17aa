/** The columns of the access log, in the order in which entries are written. */
export const accessLogColumns = ['occurred_at', 'network_id', 'user_id', 'reader', 'kind', 'from_date', 'to_date', 'read_id'] as const
