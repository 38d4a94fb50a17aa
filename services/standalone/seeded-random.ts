/** Random numbers that are the same at every start. */
export interface SeededRandom {
  /** A number from `from` (inclusive) to `to` (exclusive). */
  between(from: number, to: number): number
  /** A number around `middle`, seldom as far away as `spread`, never further. */
  around(middle: number, spread: number): number
  /** True with this probability, from 0 to 1. */
  happens(share: number): boolean
}

/** Gives the same numbers for the same text, and unrelated numbers for texts that differ a little. */
export function seededRandom(text: string): SeededRandom {
  // FNV-1a, then Mulberry32.
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (from, to) => from + next() * (to - from),
    around: (middle, spread) => middle + ((next() + next() + next()) / 1.5 - 1) * spread,
    happens: (share) => next() < share,
  }
}
