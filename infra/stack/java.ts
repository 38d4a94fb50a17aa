import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const jarFolder = fileURLToPath(new URL('../../node_modules/.cache/kafka-4.1.0-jars', import.meta.url))

/** The classes of a broker as the JVM has them in memory: a start with these takes a quarter of the time. One of another JVM is ignored. */
const classArchive = join(jarFolder, 'classes.jsa')

/** What formatting leaves behind in each folder of data, beside its ids. */
export const formattedFile = join(jarFolder, 'bootstrap.checkpoint')

/** The brokers here do little and not for long: what the second compiler and a parallel collector cost would never come back. */
const shortLived = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

/** Arguments of `java` for a program of Kafka's. */
export function javaArguments(heapMib: number, ...parameters: readonly string[]): string[] {
  const archive = existsSync(classArchive) ? [`-XX:SharedArchiveFile=${classArchive}`] : []
  return [`-Xmx${heapMib}m`, ...shortLived, ...archive, '-cp', `${jarFolder}/*`, ...parameters]
}

/** Runs one of Kafka's own tools to its end. */
export async function java(parameters: readonly string[]): Promise<string> {
  return await run('java', javaArguments(256, ...parameters))
}

/**
 * Fetches the broker's jars with Maven, once, and archives their classes.
 *
 * @param archiveClasses writes the archive to a file in a folder that is removed afterwards
 */
export async function installKafka(archiveClasses: (file: string) => Promise<void>): Promise<void> {
  if (!existsSync(jarFolder)) await fetchJars()
  if (existsSync(classArchive)) return
  const lock = `${classArchive}.lock`
  // Who finds it taken goes on without the archive.
  if (
    !(await mkdir(lock).then(
      () => true,
      () => false,
    ))
  )
    return
  const folder = await mkdtemp(`${classArchive}-`)
  try {
    await archiveClasses(join(folder, 'classes.jsa'))
    await rename(join(folder, 'classes.jsa'), classArchive)
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rmdir(lock)
  }
}

/** There at once or not at all, also where several processes fetch them. */
async function fetchJars(): Promise<void> {
  await mkdir(dirname(jarFolder), { recursive: true })
  const folder = await mkdtemp(`${jarFolder}-`)
  const pom = fileURLToPath(new URL('pom.xml', import.meta.url))
  try {
    await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`])
    await rename(folder, jarFolder).catch((error) => {
      // Somebody else was quicker.
      if (!existsSync(jarFolder)) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(command: string, parameters: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, parameters, { timeout: 120_000, maxBuffer: 10_000_000 })).stdout
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${command}, which a Kafka broker needs, failed: ${reason}`, { cause: error })
  }
}
