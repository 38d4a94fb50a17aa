// node tests/scale/main.ts
//
// Prints the tables of docs/scale.md: what so many people need, from a simulated week (always the same) and the measured coefficients. A test compares
// them with the page.
import { endWithHelpIfAsked } from '../bench/end-with-help.ts'
import { scaleTables } from './scale-table.ts'

endWithHelpIfAsked(import.meta.filename)
console.log(scaleTables())
