import * as fc from 'fast-check'
import { parseString } from 'fast-csv'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { zoneOf } from '../../../packages/timeline/tests/session-parts.ts'
import { neutralised } from '../csv/csv-cells.ts'
import type { CsvDialect } from '../csv/csv-text.ts'
import { isFormula, naiveCells, nastyText } from '../tests/naive-cells.ts'
import { usersCsvText } from './overview-csv-rows.ts'

const userOf = (userId: string, zone = 'Europe/Amsterdam') => ({
  userId,
  activeDays: 1,
  sessionCount: 2,
  durationMs: 5400,
  activeDurationMs: 3600,
  durationSeconds: 5,
  activeDurationSeconds: 4,
  lastActiveAt: Date.parse('2026-11-24T12:00+01:00'),
  zone: zoneOf(zone),
})

const textOf = (ids: readonly string[], dialect: CsvDialect) =>
  usersCsvText(
    ids.map((id) => userOf(id)),
    dialect,
  )

const dialect = fc.constantFrom('plain' as const, 'excel' as const)

async function firstCells(text: string, delimiter: string): Promise<(string | undefined)[]> {
  const cells: (string | undefined)[] = []
  for await (const [first] of parseString<string[], string[]>(text, { delimiter })) cells.push(first)
  return cells
}

describe('the users of a network as CSV', () => {
  test('have their ids in quotes, and offsets as they are', async () => {
    expect(await usersCsvText([userOf('anna'), userOf('a;=1+1;b', '-03:30')], 'plain')).toBe(
      [
        '"anna",1,2,5.4,0:00:05,3.6,0:00:04,2026-11-24T12:00:00.000+01:00,Europe/Amsterdam,,',
        `"a;'=1+1;b",1,2,5.4,0:00:05,3.6,0:00:04,2026-11-24T07:30:00.000-03:30,-03:30,,`,
        '',
      ].join('\r\n'),
    )
    expect(await usersCsvText([userOf('b,=1+1')], 'excel')).toBe(
      `"b,'=1+1";1;2;5;0:00:05;4;0:00:04;2026-11-24T12:00:00.000+01:00;Europe/Amsterdam;;\r\n`,
    )
  })

  test('have no cell that is a formula, at whichever separator the file is split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nastyText, { minLength: 1, maxLength: 3 }), dialect, async (ids, dialect) => {
        expect(naiveCells(await textOf(ids, dialect)).filter(isFormula)).toEqual([])
      }),
      propertyParameters(),
    )
  })

  test('have one id a row, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nastyText, { minLength: 1, maxLength: 3 }), dialect, async (ids, dialect) => {
        expect(await firstCells(await textOf(ids, dialect), dialect === 'excel' ? ';' : ',')).toEqual(ids.map(neutralised))
      }),
      propertyParameters(),
    )
  })
})
