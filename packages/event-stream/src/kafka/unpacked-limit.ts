/** No batch may be larger once it is unpacked, in bytes. A producer with its usual settings sends a megabyte, before it compresses it. */
export const maxUnpackedBytes = 32 * 2 ** 20

/** A compressed batch would unpack to more than `maxUnpackedBytes`. */
export class UnpacksToTooMuch extends Error {
  constructor() {
    super(`unpacks to more than ${maxUnpackedBytes} bytes`)
    this.name = 'UnpacksToTooMuch'
  }
}
