import { AsyncLocalStorage } from 'node:async_hooks'

/** The request that is being answered: its id is in every log line that is written for it. */
export const currentRequest = new AsyncLocalStorage<{ readonly requestId: string }>()
