import { setFlagsFromString } from 'node:v8'

/** V8's name for it. */
export const accountingFlag = '--external-memory-accounted-in-global-limit'

/**
 * Lets V8 collect garbage by the size of heap and buffers together. By default it begins a whole collection, which visits every open span, whenever some
 * tens of megabytes of buffers were allocated. A stitcher that works off a backlog allocates that much for a few responses of the brokers.
 */
export const countBuffersAsHeap = (): void => setFlagsFromString(accountingFlag)
