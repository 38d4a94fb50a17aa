/** Headers of a dead letter: why it is one, and where its record was. */
export const reasonHeader = 'reason'
export const sourceTopicHeader = 'source.topic'
export const sourcePartitionHeader = 'source.partition'
export const sourceOffsetHeader = 'source.offset'
/** Epoch milliseconds. On a record that was put back it says when the record was received first. */
export const sourceTimestampHeader = 'source.timestamp'
/** The size of the original in bytes, where the brokers would not take all of it and the value is cut. */
export const sourceBytesHeader = 'source.bytes'
