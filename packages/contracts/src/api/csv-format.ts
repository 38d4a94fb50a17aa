import { z } from 'zod'

/** The languages in which a file can be written for people. */
const csvLanguages = ['de', 'en', 'fr', 'nl'] as const

export type CsvLanguage = (typeof csvLanguages)[number]

/** How a CSV answer is written. */
export const csvFormatParameters = {
  dialect: z.enum(['excel'], 'excel, or left out').optional().meta({ description: 'excel: semicolons and a byte-order mark' }),
  lang: z.enum(csvLanguages, 'de, en, fr, nl, or left out').optional().meta({
    description:
      'For people: the names of the columns and the values in this language, times as spreadsheets read them, whose file it is in each row, and a byte-order mark. Left out: fixed names, for programs.',
  }),
}

/** The media type of an Excel workbook. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** How an Excel workbook is written. It is always for people. */
export const workbookFormatParameters = {
  lang: z.enum(csvLanguages, 'de, en, fr or nl').default('en').meta({ description: 'The language of the columns and of the values.' }),
}
