import * as fc from 'fast-check'
import { parseString } from 'fast-csv'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { zoneOf } from '../../../packages/timeline/tests/session-parts.ts'
import { neutralised } from '../csv/csv-cells.ts'
import { CsvFile, type CsvFormat } from '../csv/csv-file.ts'
import { isFormula, naiveCells, nastyText } from '../tests/naive-cells.ts'
import { usersCsvColumns, usersCsvRow } from './overview-csv-rows.ts'

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

const textOfUsers = (users: readonly ReturnType<typeof userOf>[], format: CsvFormat) =>
  new CsvFile(usersCsvColumns, format, { networkId: '=acme' }).text(users.map((user) => usersCsvRow(user, format)))

const textOf = (ids: readonly string[], format: CsvFormat) =>
  textOfUsers(
    ids.map((id) => userOf(id)),
    format,
  )

const anyFormat: fc.Arbitrary<CsvFormat> = fc.record({ dialect: fc.constantFrom(undefined, 'excel'), lang: fc.constantFrom(undefined, 'en', 'nl') })

/** The cell of each row that has the id. */
async function idCells(text: string, { dialect, lang }: CsvFormat): Promise<(string | undefined)[]> {
  const cells: (string | undefined)[] = []
  const delimiter = dialect === 'excel' ? ';' : ','
  for await (const row of parseString<string[], string[]>(text, { delimiter })) cells.push(row[lang === undefined ? 0 : 1])
  return cells
}

describe('the users of a network as CSV', () => {
  test('have their ids in quotes, and offsets as they are', async () => {
    expect(await textOfUsers([userOf('anna'), userOf('a;=1+1;b', '-03:30')], {})).toBe(
      [
        '"anna",1,2,5.4,0:00:05,3.6,0:00:04,2026-11-24T12:00:00.000+01:00,Europe/Amsterdam,,',
        `"a;'=1+1;b",1,2,5.4,0:00:05,3.6,0:00:04,2026-11-24T07:30:00.000-03:30,-03:30,,`,
        '',
      ].join('\r\n'),
    )
    expect(await textOfUsers([userOf('b,=1+1')], { dialect: 'excel' })).toBe(
      `"b,'=1+1";1;2;5;0:00:05;4;0:00:04;2026-11-24T12:00:00.000+01:00;Europe/Amsterdam;;\r\n`,
    )
    expect(await textOfUsers([userOf('anna', '-03:30')], { lang: 'nl' })).toBe(
      `"'=acme","anna",1,2,5,0:00:05,4,0:00:04,2026-11-24 07:30:00,-03:30,,\r\n`,
    )
  })

  test('have no cell that is a formula, at whichever separator the file is split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nastyText, { minLength: 1, maxLength: 3 }), anyFormat, async (ids, format) => {
        expect(naiveCells(await textOf(ids, format)).filter(isFormula)).toEqual([])
      }),
      propertyParameters(),
    )
  })

  test('have one id a row, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nastyText, { minLength: 1, maxLength: 3 }), anyFormat, async (ids, format) => {
        expect(await idCells(await textOf(ids, format), format)).toEqual(ids.map(neutralised))
      }),
      propertyParameters(),
    )
  })
})
