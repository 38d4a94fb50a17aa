import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../infra/stack/free-ports.ts'
import { ServerProcess } from '../infra/stack/server-process.ts'

const rulesFile = fileURLToPath(new URL('../infra/prometheus/rules.yaml', import.meta.url))

/** Of Prometheus's API. */
interface Answer<Data> {
  readonly status: string
  readonly data: Data
}

/** Seconds in place of minutes, so that each alert fires and resolves while somebody waits. What it asks stays as it is. */
const hurried = (rules: string) =>
  rules
    .replaceAll(/^( +for: )\d+[ms]$/gm, '$10s')
    .replaceAll(/^( +interval: )10s$/gm, '$11s')
    .replaceAll(/\[(1|2|5|10|15)m\]/g, '[20s]')
    .replaceAll(/\[(1h|90s)\]/g, '[20s]')

/** Prometheus with the alerts, which asks every second. */
export class TestPrometheus {
  readonly #process: ServerProcess
  readonly #address: string

  private constructor(process: ServerProcess, port: number) {
    this.#process = process
    this.#address = `http://127.0.0.1:${port}`
  }

  /** @param folder a new one @param targets `host:port` of the services */
  static async start(folder: string, targets: readonly string[]): Promise<TestPrometheus> {
    const [port = 0] = await freePorts(1)
    await mkdir(folder)
    await writeFile(join(folder, 'rules.yaml'), hurried(await readFile(rulesFile, 'utf8')))
    const configuration = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yaml'],
      scrape_configs: [{ job_name: 'stitchlog', static_configs: [{ targets }] }],
    }
    await writeFile(join(folder, 'prometheus.yaml'), JSON.stringify(configuration))
    const process = new ServerProcess({
      name: 'Prometheus',
      command: 'prometheus',
      arguments: [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`],
      port,
      logFile: join(folder, 'prometheus.log'),
    })
    await process.start()
    return new TestPrometheus(process, port)
  }

  /** The names of the alerts that fire. */
  async firing(): Promise<string[]> {
    const { data } = await this.#ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts')
    return data.alerts.flatMap(({ state, labels }) => (state === 'firing' ? [labels.alertname] : []))
  }

  /** What an expression has now. */
  async query(expr: string): Promise<Answer<{ result: unknown[] }>> {
    return await this.#ask(`query?query=${encodeURIComponent(expr)}`)
  }

  async stop(): Promise<void> {
    await this.#process.stop()
  }

  async #ask<Data>(path: string): Promise<Answer<Data>> {
    const answer = await fetch(`${this.#address}/api/v1/${path}`)
    return JSON.parse(await answer.text())
  }
}
