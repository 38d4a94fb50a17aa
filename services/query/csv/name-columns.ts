import type { Person } from '../directory/directory.ts'
import type { CsvColumn } from './csv-words.ts'

/** Appended where the network has a directory, so that no program finds other columns in the places that it knows. */
const nameColumns = ['name', 'department'] as const satisfies readonly CsvColumn[]

export const withNames = (columns: readonly CsvColumn[]): readonly CsvColumn[] => [...columns, ...nameColumns]

/** The cells of these columns; empty for whoever the directory does not know. */
export const nameCells = (person: Person | undefined): string[] => [person?.name ?? '', person?.department ?? '']
