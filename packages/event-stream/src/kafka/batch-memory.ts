/**
 * The memory in which the records of batches lie, which several batches may share. It is given back at once when all of them are done. A garbage
 * collection would find it too, but V8 begins one, over the whole heap, for each 64 MB outside of the heap: that costs more than to read the records.
 */
export class BatchMemory {
  readonly #buffer: ArrayBufferLike
  readonly #isOurs: () => boolean
  #users = 0

  /** @param isOurs whether nothing else is in it, as can be told once all batches have come out of it */
  constructor(buffer: ArrayBufferLike, isOurs: () => boolean = () => true) {
    this.#buffer = buffer
    this.#isOurs = isOurs
  }

  /** For each batch; what is dropped without `done` is left to the garbage collection. */
  use(): this {
    this.#users++
    return this
  }

  /** To be called once for each `use`, when nothing will be read of the batch any more. */
  done(): void {
    if (--this.#users === 0 && this.#isOurs()) freeMemory(this.#buffer)
  }
}

/** Gives memory back. What still looks at it finds it empty. */
export function freeMemory(buffer: ArrayBufferLike): void {
  // Node cuts small buffers out of a common piece of this size. And it pays for large ones only.
  if (buffer.byteLength > Buffer.poolSize && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
