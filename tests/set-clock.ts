// node --import: shifts this process's clock by as many milliseconds as the file CLOCK_OFFSET_FILE says, which may change at any time.
import { readFileSync } from 'node:fs'

const file = process.env['CLOCK_OFFSET_FILE']
if (file === undefined) throw new Error('CLOCK_OFFSET_FILE is missing')
const RealDate = Date
const offsetMs = () => Number(readFileSync(file, 'utf8'))

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parameters, newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [RealDate.now() + offsetMs()] : parameters, newTarget),
  get: (target, name) => (name === 'now' ? () => RealDate.now() + offsetMs() : Reflect.get(target, name)),
})
