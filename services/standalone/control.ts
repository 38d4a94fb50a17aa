import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ExplainedError } from '@stitchlog/contracts'
import { repeatUntil } from '@stitchlog/service-kit'
import { z } from 'zod'
import { writeDurableFile } from './write-durable-file.ts'

/*
 * Only one process at a time has the database of a data folder. So a command that needs it asks that process, over a socket whose path is in the data
 * folder: whoever may read the folder may ask.
 */

/** What commands ask a running process to do. */
const requestSchema = z.object({ command: z.literal('backup'), folder: z.string(), name: z.string() })

export type ControlRequest = z.infer<typeof requestSchema>

const answerSchema = z.union([z.object({ told: z.string() }), z.object({ refused: z.string() }), z.object({ done: z.literal(true) })])

type Answer = z.infer<typeof answerSchema>

/** How often it is tried to say where to ask, while that fails. */
const announceEveryMs = 5000

const fileOf = (dataFolder: string) => join(dataFolder, 'control')

/** Carries out a request; `tell` takes lines for whoever asked. An `ExplainedError` is told too. */
export type ControlHandler = (request: ControlRequest, tell: (line: string) => void) => Promise<void>

/**
 * Takes requests until the returned function is called, which waits for those in progress. While the disk is full, nobody learns where to ask: nothing
 * else waits for that.
 */
export async function serveControl(dataFolder: string, handle: ControlHandler): Promise<() => Promise<void>> {
  // In a folder of its own, because the path of a socket may have some hundred bytes only.
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-control-'))
  const path = join(folder, 'socket')
  const running = new Set<Promise<void>>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const answering = answer(socket, handle).finally(() => running.delete(answering))
    running.add(answering)
  })
  server.listen(path)
  await once(server, 'listening')
  const stopping = new AbortController()
  const announce = () => writeDurableFile(fileOf(dataFolder), path)
  await announce().catch(() => {
    const again = new AbortController()
    const tryAgain = () =>
      announce().then(
        () => again.abort(),
        () => {},
      )
    repeatUntil(AbortSignal.any([stopping.signal, again.signal]), announceEveryMs, tryAgain)
  })
  return async () => {
    stopping.abort()
    server.close()
    await Promise.all(running)
    await rm(fileOf(dataFolder), { force: true })
    await rm(folder, { recursive: true, force: true })
  }
}

async function answer(socket: Socket, handle: ControlHandler): Promise<void> {
  const say = (line: Answer) => socket.write(`${JSON.stringify(line)}\n`)
  try {
    for await (const line of createInterface({ input: socket })) {
      await handle(requestSchema.parse(JSON.parse(line)), (told) => say({ told }))
      say({ done: true })
      break
    }
  } catch (error) {
    say({ refused: error instanceof ExplainedError ? error.message : `failed: ${error instanceof Error ? error.name : typeof error}` })
  } finally {
    socket.end()
  }
}

/**
 * Asks the process that has a data folder open.
 *
 * @returns false if there is none
 * @throws ExplainedError `store-unavailable` with its reason, if it refuses or ends meanwhile
 */
export async function askRunning(dataFolder: string, request: ControlRequest, tell: (line: string) => void): Promise<boolean> {
  const path = await readFile(fileOf(dataFolder), 'utf8').catch(() => undefined)
  if (path === undefined) return false
  const socket = createConnection(path.trim())
  try {
    await once(socket, 'connect')
  } catch {
    // It was killed, and could not take the file away.
    return false
  }
  socket.write(`${JSON.stringify(request)}\n`)
  for await (const line of createInterface({ input: socket })) {
    const said = answerSchema.parse(JSON.parse(line))
    if ('told' in said) tell(said.told)
    else if ('refused' in said) throw new ExplainedError('store-unavailable', said.refused)
    else return true
  }
  throw new ExplainedError('store-unavailable', 'the process that has the data folder open ended meanwhile')
}
