/**
 * What may become of the event stream behind the back of its readers. `log-replaced`: a partition is not the log that was read before, or its end was cut
 * off; it is read from its beginning. `records-gone`: records were deleted before they were read.
 */
export type StreamAlarmKind = 'log-replaced' | 'records-gone'
