import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { RoundRobin } from './round-robin.ts'

const drain = <Item>(lines: RoundRobin<Item>) => {
  const items: Item[] = []
  for (let item = lines.shift(); item !== undefined; item = lines.shift()) items.push(item)
  return items
}

test('a long line holds up no short one, neither among networks nor among the callers of one', () => {
  const lines = new RoundRobin<string>()
  for (let nth = 0; nth < 5; nth++) lines.push(['acme', 'anna'], `anna ${nth}`)
  lines.push(['acme', 'ben'], 'ben')
  lines.push(['other', 'carl'], 'carl')
  expect(drain(lines)).toEqual(['anna 0', 'carl', 'ben', 'anna 1', 'anna 2', 'anna 3', 'anna 4'])
  lines.push(['acme', 'anna'], 'again')
  expect(drain(lines)).toEqual(['again'])
})

test('nothing is lost, lines keep their order, and nobody waits for more than one item of each other line', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 60 }), (pushed) => {
      const lines = new RoundRobin<{ network: string; caller: string; nth: number }>()
      for (const [nth, [network, caller]] of pushed.entries()) lines.push([network, caller], { network, caller, nth })
      const taken = drain(lines)
      expect(taken.map(({ nth }) => nth).sort((a, b) => a - b)).toEqual(pushed.map((_, nth) => nth))
      for (const key of ['a', 'b', 'c']) {
        for (const caller of ['a', 'b', 'c']) {
          const own = taken.filter((item) => item.network === key && item.caller === caller).map(({ nth }) => nth)
          expect(own).toEqual(own.toSorted((a, b) => a - b))
        }
        // While a network still waits, the others get one turn each between two of its own.
        const turns = taken.flatMap((item, index) => (item.network === key ? [index] : []))
        for (const [nth, index] of turns.entries()) expect(index - (turns[nth - 1] ?? -1)).toBeLessThanOrEqual(3)
      }
    }),
    propertyParameters(),
  )
})
