import type { StitcherCounts } from '@stitchlog/stitcher'

const intervalMs = 200

/** Shows the progress of a replay in one line of the terminal. Prints nothing if standard error is not a terminal. */
export class Progress {
  readonly #terminal: NodeJS.WriteStream
  readonly #startedAt = performance.now()
  #timer: NodeJS.Timeout | undefined

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
  }

  showStitching(counts: StitcherCounts): void {
    this.#show(() => {
      const events = eventCountOf(counts)
      const seconds = (performance.now() - this.#startedAt) / 1000
      return `stitching: ${format(events)} events, ${format(Math.round(events / seconds))} a second`
    })
  }

  showWriting(): void {
    this.#show(() => 'writing sessions and days')
  }

  end(): void {
    clearInterval(this.#timer)
    if (this.#timer !== undefined) this.#terminal.write('\r\x1b[K')
    this.#timer = undefined
  }

  #show(text: () => string): void {
    if (!this.#terminal.isTTY) return
    clearInterval(this.#timer)
    const draw = () => this.#terminal.write(`\r\x1b[K${text()}`)
    draw()
    this.#timer = setInterval(draw, intervalMs).unref()
  }
}

export const eventCountOf = ({ accepted, dropped }: StitcherCounts) => Object.values(dropped).reduce((sum, count) => sum + count, accepted)

export const format = (count: number) => count.toLocaleString('en')
