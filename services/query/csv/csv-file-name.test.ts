import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { contentDisposition } from './csv-file-name.ts'

const range = { from: '2026-11-12', to: '2026-11-25' }

const ofUser = (userId: string, networkId = 'acme') => contentDisposition('activity', { networkId, userId }, range, {})

const extendedName = (header: string) => decodeURIComponent(header.replace(/^.*filename\*=UTF-8''/, ''))

describe('the file name', () => {
  test('tells what it is about, of which network, whose it is and of which dates', () => {
    expect(ofUser('anna')).toBe(
      `attachment; filename="activity-acme-anna-2026-11-12-to-2026-11-25.csv"; filename*=UTF-8''activity-acme-anna-2026-11-12-to-2026-11-25.csv`,
    )
    expect(extendedName(contentDisposition('users', { networkId: 'acme' }, range, {}))).toBe('users-acme-2026-11-12-to-2026-11-25.csv')
  })

  test('does so in the language of the file', () => {
    const names = (['activity', 'users', 'days', 'looks'] as const).map((content) =>
      extendedName(contentDisposition(content, { networkId: 'acme' }, range, { lang: 'nl' })),
    )
    expect(names).toEqual(
      ['activiteit', 'gebruikers', 'dagen', 'wie-keek-mee'].map((content) => `${content}-acme-2026-11-12-tot-en-met-2026-11-25.csv`),
    )
  })

  test('is in the script of the ids, with a fallback in ASCII', () => {
    const header = ofUser('Jürgen 🙂')
    expect(header).toContain('filename="activity-acme-J_rgen__-2026-11-12-to-2026-11-25.csv"')
    expect(extendedName(header)).toBe('activity-acme-Jürgen 🙂-2026-11-12-to-2026-11-25.csv')
  })

  test('is in no folder, and looks like what it is', () => {
    expect(extendedName(ofUser('../a\\b\u202Evsc.exe', '..'))).toBe('activity-..-.._a_b_vsc.exe-2026-11-12-to-2026-11-25.csv')
  })

  test('keeps within what a header and a file system take, for any ids', () => {
    const id = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), fc.constant('😀'.repeat(128)))
    const content = fc.constantFrom('activity' as const, 'users' as const, 'days' as const, 'looks' as const)
    const lang = fc.constantFrom(undefined, 'en' as const, 'nl' as const)
    fc.assert(
      fc.property(content, id, fc.option(id, { nil: undefined }), lang, (content, networkId, userId, lang) => {
        const header = contentDisposition(content, { networkId, ...(userId === undefined ? {} : { userId }) }, range, { lang })
        expect(header).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.~!#$&+^`|%-]+$/)
        expect(Buffer.byteLength(extendedName(header))).toBeLessThanOrEqual(255)
      }),
      propertyParameters(),
    )
  })
})
