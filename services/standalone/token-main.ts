import { ExplainedError } from '@stitchlog/contracts'
import { parseOptions, runCommand, usageError } from '@stitchlog/service-kit'
import { z } from 'zod'
import { readStandaloneConfig } from './config.ts'
import { readTokenSecret } from './data-folder.ts'
import { ownNetworkId, ownToken, tokenSeconds } from './own-token.ts'
import { sampleNetworkId } from './sample-network.ts'

const usage = `usage: npm run --silent token -- [--network ID]... [--link ADDRESS]

Prints a token of ${tokenSeconds / 3600} hours for everything in these networks (${ownNetworkId} and ${sampleNetworkId} if none is named), signed with the secret of the data
folder (STITCHLOG_DATA_DIR) or of STITCHLOG_TOKEN_SECRET.

  --link ADDRESS   an address of the page, such as http://127.0.0.1:8080/#network=${sampleNetworkId}: prints it with a code that signs in once`

const answerSchema = z.object({ code: z.string() })

await runCommand('token', usage, async (args) => {
  const { values } = parseOptions(args, { usage, options: { network: { type: 'string', multiple: true }, link: { type: 'string' } } })
  const { network: networks = [ownNetworkId, sampleNetworkId], link } = values
  const page = link === undefined ? undefined : URL.parse(link)
  if (page === null) throw usageError('--link: an address of the page', usage)
  const { dataFolder, tokenSecret } = readStandaloneConfig()
  const token = await ownToken(tokenSecret ?? (await readTokenSecret(dataFolder)), networks, Date.now())
  console.log(page === undefined ? token : await linkTo(page, token))
})

/** The address with a code that the service there makes for the token. */
async function linkTo(page: URL, token: string): Promise<string> {
  const url = new URL('v1/sign-in-codes', page)
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch((error: unknown) => {
    throw new ExplainedError('address-unavailable', `nothing answers at ${page.origin}; is Stitchlog running?`, { cause: error })
  })
  const { data } = answerSchema.safeParse(response.ok ? await response.json() : undefined)
  if (data === undefined)
    throw new ExplainedError('address-unavailable', `${page.origin} made no code (status ${response.status}); has it another secret?`)
  return `${page}${page.hash === '' ? '#' : '&'}code=${data.code}`
}
