import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { csvContentDisposition } from './csv-file-name.ts'

const range = { from: '2026-11-12', to: '2026-11-25' }

const extendedName = (header: string) => decodeURIComponent(header.replace(/^.*filename\*=UTF-8''/, ''))

describe('the file name', () => {
  test('tells whose activity it is and of which dates', () => {
    expect(csvContentDisposition('anna', range)).toBe(
      `attachment; filename="activity-anna-2026-11-12-to-2026-11-25.csv"; filename*=UTF-8''activity-anna-2026-11-12-to-2026-11-25.csv`,
    )
  })

  test('is in the script of the id, with a fallback in ASCII', () => {
    const header = csvContentDisposition('Jürgen 🙂', range)
    expect(header).toContain('filename="activity-J_rgen__-2026-11-12-to-2026-11-25.csv"')
    expect(extendedName(header)).toBe('activity-Jürgen 🙂-2026-11-12-to-2026-11-25.csv')
  })

  test('is in no folder, and looks like what it is', () => {
    expect(extendedName(csvContentDisposition('../a\\b\u202Evsc.exe', range))).toBe('activity-.._a_b_vsc.exe-2026-11-12-to-2026-11-25.csv')
  })

  test('keeps within what a header and a file system take, for any id', () => {
    const id = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), fc.constant('😀'.repeat(128)))
    fc.assert(
      fc.property(id, (userId) => {
        const header = csvContentDisposition(userId, range)
        expect(header).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.~!#$&+^`|%-]+$/)
        expect(Buffer.byteLength(extendedName(header))).toBeLessThanOrEqual(255)
      }),
      propertyParameters(),
    )
  })
})
