/**
 * How often a test repeats itself: `few` times in `npm test`, and `many` times in `npm run test:faults`, which runs the files that call this once more.
 */
export const rounds = (few: number, many: number): number => (process.env['TEST_ROUNDS'] === 'many' ? many : few)

/** Whether what takes long is tried too: in `npm run test:faults`. */
export const isThorough = rounds(0, 1) > 0
