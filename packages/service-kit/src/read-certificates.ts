import { readFileSync } from 'node:fs'
import { ExplainedError } from '@stitchlog/contracts'

/**
 * Certificates (PEM) from the file that a variable names.
 *
 * @throws ExplainedError `configuration` when the file cannot be read
 */
export function readCertificates(variable: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('configuration', `${variable}: ${reason}`, { cause: error })
  }
}
