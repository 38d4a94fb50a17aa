import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { panels } from '../infra/grafana/dashboard.ts'
import { alerts } from '../infra/prometheus/alerts.ts'
import { canRunPromtool } from './prometheus.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const textOf = (file: string) => readFileSync(`${root}${file}`, 'utf8')

describe.runIf(canRunPromtool())('by promtool', () => {
  test.each([
    ['check', 'config', 'prometheus.yaml'],
    ['check', 'rules', 'rules.yaml'],
    ['test', 'rules', 'rules.test.yaml'],
    ['test', 'rules', 'rules-in-time.test.yaml'],
  ])('%s %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: `${root}infra/prometheus`, encoding: 'utf8' })
    expect(status, stdout + stderr).toBe(0)
  })
})

test('each alert has a name of its own, and a runbook that it links to and that links back', () => {
  expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length)
  const rules = textOf('infra/prometheus/rules.yaml')
  const page = textOf('docs/runbooks.md')
  const sections = [...page.matchAll(/^## (\w+)\n\n([\s\S]*?)(?=\n## |$(?![\s\S]))/gm)].map(([, name = '', text = '']) => ({ name, text }))
  const linked = [...rules.matchAll(/runbook: ["']?docs\/runbooks\.md#(\w+)/g)].map(([, anchor]) => anchor)
  expect(sections.map(({ name }) => name.toLowerCase())).toEqual(linked)
  expect(linked).toHaveLength(alerts.length)
  for (const { name, text } of sections) {
    expect(text, name).toContain('](../infra/prometheus/rules.yaml)')
    for (const part of ['**Meaning**', '**Impact**', '**Diagnosis**', '**Mitigation**']) expect(text, `${part} of ${name}`).toContain(part)
  }
})

test('commands of runbooks are there, and so are the pages and files that they name', () => {
  const page = textOf('docs/runbooks.md')
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'))
  const named = new Set([...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? ''))
  expect(named.size).toBeGreaterThan(3)
  // `tests/commands.test.ts` runs each of them.
  for (const name of named) expect(Object.keys(scripts)).toContain(name)
  for (const [, file = ''] of page.matchAll(/\b((?:docs|infra)\/[\w/.-]+\.(?:md|sql|sh|yaml))/g)) expect(() => textOf(file), file).not.toThrow()
})

test('the dashboard has a title for each panel, and asks for the metrics that alerts watch', () => {
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
  const asked = new Set(
    panels
      .flatMap(({ queries }) => queries.map(({ expr }) => expr))
      .join(' ')
      .match(/stitchlog_\w+/g),
  )
  expect(asked.size).toBeGreaterThan(20)
})
