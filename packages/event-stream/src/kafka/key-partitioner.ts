import kafkajs, { type ICustomPartitioner } from 'kafkajs'

const { DefaultPartitioner } = kafkajs.Partitioners

const seed = 0x9747b28c
const multiplier = 0x5bd1e995

/** As all of Kafka's clients hash the keys of records. */
function murmur2(bytes: Buffer): number {
  const { length } = bytes
  const whole = length - (length % 4)
  let hash = seed ^ length
  for (let at = 0; at < whole; at += 4) {
    let part = Math.imul(bytes.readInt32LE(at), multiplier)
    part = Math.imul(part ^ (part >>> 24), multiplier)
    hash = Math.imul(hash, multiplier) ^ part
  }
  if (whole < length) hash = Math.imul(hash ^ bytes.readUIntLE(whole, length - whole), multiplier)
  hash = Math.imul(hash ^ (hash >>> 13), multiplier)
  return hash ^ (hash >>> 15)
}

/** The same partitions as kafkajs's default, which hashes by 64-bit numbers that are objects: that took a fifth of a publication. */
export const createKeyPartitioner: ICustomPartitioner = () => {
  const byDefault = DefaultPartitioner()
  return (args) => {
    const { key, partition } = args.message
    const isPlaced = partition !== undefined && partition !== null
    if (isPlaced || key === undefined || key === null) return byDefault(args)
    return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % args.partitionMetadata.length
  }
}
