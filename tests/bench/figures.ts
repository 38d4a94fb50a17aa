/** What a benchmark has measured, as it tells whoever runs it. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

/** Set by `npm run bench`, which reads figures as lines of JSON. */
const isForPrograms = process.env['BENCH_FIGURES'] === 'json'

/** Tells a figure: in a sentence, or as a line of JSON for `npm run bench`. */
export function tell(what: string, value: number, unit: string): void {
  const figure: Figure = { what, value: Number(value.toPrecision(4)), unit }
  console.log(isForPrograms ? JSON.stringify(figure) : `${what}: ${figure.value} ${unit}`)
}

/** The figures in what a benchmark has printed. */
export function figuresIn(output: string): Figure[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{"what":'))
    .map((line) => JSON.parse(line))
}
