import { type Health, type Logger, noteFailure, noteSuccess } from '@stitchlog/service-kit'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Directory, People } from '../directory.ts'
import { ScimFailure, scimFailures } from './scim-failure.ts'
import { ScimMirror } from './scim-mirror.ts'
import { networkPlace, type ScimSettings } from './scim-variables.ts'

/** Directories that are read at the same time. Others wait until somebody asks again. */
const readingsAtOnce = 2

/** How often it is looked whether people are too old to be kept. */
const lookEveryMs = 30_000

export interface ScimDirectoryOptions {
  /** Of what no answer depends on. */
  readonly health: Health
  readonly log: Logger
  readonly metrics: Registry
  /** Ends the readings. */
  readonly signal: AbortSignal
  /** Milliseconds of any clock that is never set. */
  readonly now?: () => number
  readonly pageTimeoutMs?: number
  readonly readTimeoutMs?: number
  readonly retryPauseMs?: number
}

const dependency = 'the directory'

/** People of SCIM 2.0 directories. Each is read in the background when somebody asks for its network, and again when it is old. */
export class ScimDirectory implements Directory {
  readonly #settings: ScimSettings
  readonly #options: ScimDirectoryOptions
  readonly #now: () => number
  /** By the address of the directory. */
  readonly #mirrors = new Map<string, ScimMirror>()
  readonly #readings: Counter<'outcome'>
  #readingCount = 0

  constructor(settings: ScimSettings, options: ScimDirectoryOptions) {
    this.#settings = settings
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#readings = new Counter({
      name: 'stitchlog_directory_readings_total',
      help: 'Readings of directories, by outcome.',
      labelNames: ['outcome'],
      registers: [options.metrics],
    })
    for (const outcome of ['succeeded', ...scimFailures]) this.#readings.inc({ outcome }, 0)
    this.#measure(options.metrics)
    const look = setInterval(() => this.#forgetOld(), lookEveryMs)
    look.unref()
    options.signal.addEventListener('abort', () => clearInterval(look))
  }

  peopleOf(networkId: string): People | undefined {
    const url = this.#urlOf(networkId)
    if (url === undefined) return undefined
    const mirror = this.#mirrors.get(url) ?? this.#newMirror(url)
    const people = mirror.people()
    if (mirror.isDue && this.#readingCount < readingsAtOnce && !this.#options.signal.aborted) void this.#read(mirror)
    return people
  }

  /** Reads the directory of the named networks, so that the first who looks finds names. */
  begin(): void {
    const [first] = this.#settings.networks
    if (first !== undefined) this.peopleOf(first)
  }

  /** Without a place for the network, the directory has the people of the named networks only. */
  #urlOf(networkId: string): string | undefined {
    const { url, networks } = this.#settings
    const base = url.replaceAll(networkPlace, () => encodeURIComponent(networkId))
    return url.includes(networkPlace) || networks.includes(networkId) ? base : undefined
  }

  #newMirror(base: string): ScimMirror {
    const { token, idAttribute, maxPeople, refreshMs } = this.#settings
    const { pageTimeoutMs = 10_000, readTimeoutMs = 300_000, retryPauseMs = 1000, signal } = this.#options
    const url = new URL(base)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/Users`
    const reading = { url, token, idAttribute, maxPeople, pageTimeoutMs, timeoutMs: readTimeoutMs, retryPauseMs, signal }
    const mirror = new ScimMirror({ reading, refreshMs, now: this.#now })
    this.#mirrors.set(base, mirror)
    return mirror
  }

  async #read(mirror: ScimMirror): Promise<void> {
    const { health, log } = this.#options
    this.#readingCount++
    try {
      await mirror.read()
      this.#makeRoom(mirror)
      this.#readings.inc({ outcome: 'succeeded' })
      noteSuccess({ dependency, health, log })
    } catch (error) {
      if (this.#options.signal.aborted) return
      this.#readings.inc({ outcome: error instanceof ScimFailure ? error.reason : 'nonsense' })
      noteFailure(error, { dependency, health, log, refusals })
    } finally {
      this.#readingCount--
    }
  }

  /** Of several directories, those that nobody asked for the longest make room. */
  #makeRoom(newest: ScimMirror): void {
    const others = [...this.#mirrors.values()].filter((mirror) => mirror !== newest).sort((a, b) => a.askedAt - b.askedAt)
    for (const mirror of others) if (this.#peopleCount() > this.#settings.maxPeople) mirror.forget()
  }

  #forgetOld(): void {
    for (const [url, mirror] of this.#mirrors) {
      mirror.forgetOld()
      if (mirror.size === 0 && this.#now() - mirror.askedAt > longUnaskedMs) this.#mirrors.delete(url)
    }
  }

  #peopleCount(): number {
    return [...this.#mirrors.values()].reduce((sum, { size }) => sum + size, 0)
  }

  #measure(metrics: Registry): void {
    const peopleCount = () => this.#peopleCount()
    const ages = () => [...this.#mirrors.values()].flatMap(({ ageMs }) => ageMs ?? [])
    new Gauge({
      name: 'stitchlog_directory_people',
      help: 'People of directories in memory.',
      registers: [metrics],
      collect() {
        this.set(peopleCount())
      },
    })
    new Gauge({
      name: 'stitchlog_directory_age_seconds',
      help: 'How long ago the people were read that are the oldest in memory; 0 without any.',
      registers: [metrics],
      collect() {
        this.set(Math.max(0, ...ages()) / 1000)
      },
    })
  }
}

/** A network that nobody asks for is forgotten. */
const longUnaskedMs = 3_600_000

/** What mends itself only once somebody acts. */
const refusals: ReadonlySet<string> = new Set(['REFUSED', 'NONSENSE'])
