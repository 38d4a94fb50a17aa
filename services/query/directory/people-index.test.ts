import { describe, expect, test } from 'vitest'
import { PeopleIndex } from './people-index.ts'

const people = await PeopleIndex.of(
  [
    { id: 'anna.de.vries@example.org', name: 'Anna de Vries', department: 'Zorg & Welzijn' },
    { id: '2', name: 'Zoë Ångström' },
    { id: '3', name: 'Søren Łukasz Œuvré' },
    { id: '4', name: 'Straßer, İnci', email: 'inci.s@example.org' },
    { id: '5', name: 'Οδυσσέας' },
    { id: '6', name: '山田 太郎' },
    { id: '7', name: 'Жанна Ёлкина' },
    { id: '8', name: 'Zoe\u0308 Other' },
  ],
  'answered',
)
const found = (text: string) => people.search(text).map(({ id }) => id)

describe('a search for people', () => {
  test.each([
    ['anna de vries', ['anna.de.vries@example.org']],
    ['vries anna', ['anna.de.vries@example.org']],
    ['  ANNA   DE ', ['anna.de.vries@example.org']],
    ['vri', ['anna.de.vries@example.org']],
    ['nna', []],
    ['anna jansen', []],
    ['welz', ['anna.de.vries@example.org']],
    ['zoe', ['2', '8']],
    ['ZOË ang', ['2']],
    ['soren luk oeuvre', ['3']],
    ['strasser inci', ['4']],
    ['inci.s@example', ['4']],
    ['οδυσσεας', ['5']],
    ['ΟΔΥΣΣΈΑΣ', ['5']],
    ['山田', ['6']],
    ['жанна елк', ['7']],
    ['@', []],
    ['.*', []],
  ])('for %j finds %j', (text, ids) => {
    expect(found(text)).toEqual(ids)
  })

  test('finds everybody for an empty text, by name', () => {
    expect(people.search('').map(({ name }) => name)).toEqual([
      'Anna de Vries',
      'Søren Łukasz Œuvré',
      'Straßer, İnci',
      'Zoë Ångström',
      'Zoe\u0308 Other',
      'Οδυσσέας',
      'Жанна Ёлкина',
      '山田 太郎',
    ])
  })
})

test('of several with one id the last counts, and many are sorted as few are', async () => {
  const many = Array.from({ length: 9001 }, (_, nth) => ({
    id: String(nth % 9000),
    name: `Name ${String((nth * 7919) % 9000).padStart(4, '0')}${nth === 9000 ? ' last' : ''}`,
  }))
  const index = await PeopleIndex.of(many, 'answered')
  expect(index.size).toBe(9000)
  expect(index.find(['0', 'nobody'])).toEqual(new Map([['0', many[9000]]]))
  const names = index.search('').map(({ name }) => name)
  expect(names).toEqual(names.toSorted())
})
