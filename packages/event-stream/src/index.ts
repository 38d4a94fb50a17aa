export type { Batch, BatchSource, PackedRecords, SourceRecord } from './batch-source.ts'
export { EmbeddedEventStream } from './embedded-event-stream.ts'
export { type EventStream, StreamBusy, type StreamRecord } from './event-stream.ts'
