import { resolve } from 'node:path'
import { onOff } from '@stitchlog/contracts'
import { addressVariables, limitVariables, originVariables, ownTokenVariables } from '@stitchlog/http-kit/variables'
import { userLimitVariables } from '@stitchlog/ingest/user-limit-variables'
import { directoryVariables } from '@stitchlog/query/directory-variables'
import { downloadVariables } from '@stitchlog/query/download-variables'
import { signInVariables } from '@stitchlog/query/sign-in-variables'
import { rollupCronVariable } from '@stitchlog/rollup/config'
import { logLevelVariable, readEnvironment, serviceUsage, tracingVariable } from '@stitchlog/service-kit'
import { accessLogRetentionVariable, changeQuotaVariables, fsyncVariable, ledgerExportVariable, retentionVariable } from '@stitchlog/store'
import { z } from 'zod'

export const standaloneVariables = {
  address: addressVariables,
  logLevel: logLevelVariable('warn'),
  traces: tracingVariable,
  retentionDays: retentionVariable,
  accessLogRetentionDays: accessLogRetentionVariable,
  rollupCron: rollupCronVariable,
  downloads: downloadVariables,
  signIn: signInVariables,
  directory: directoryVariables,
  limits: limitVariables,
  userLimits: userLimitVariables,
  changeQuotas: changeQuotaVariables,
  allowedOrigins: originVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
  tokens: ownTokenVariables,
  own: z
    .object({
      STITCHLOG_DATA_DIR: z.string().default('./data').meta({ description: 'Folder of the database and of the generated token secret.' }),
      STITCHLOG_SAMPLE: onOff('on').meta({ description: 'off: do not bring the sample network up to date at start.' }),
      STITCHLOG_PRINT_TOKEN: z.enum(['links', 'all', 'off'], 'links, all or off').default('links').meta({
        description:
          'What a start prints: `links`: links that sign in once, to my-network and the sample network; `all`: the token too; `off`: neither.',
      }),
    })
    .transform((variables) => ({
      dataFolder: resolve(variables.STITCHLOG_DATA_DIR),
      hasSample: variables.STITCHLOG_SAMPLE,
      printedToken: variables.STITCHLOG_PRINT_TOKEN,
    })),
}

export const standaloneUsage = serviceUsage('npm start', standaloneVariables)

/**
 * `dataFolder` is absolute, `tokenSecret` undefined where one is to be generated.
 *
 * @throws ExplainedError `configuration`
 */
export function readStandaloneConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, tokens, own, ...config } = readEnvironment(standaloneVariables, environment)
  return { ...address, ...own, ...config, tokenSecret: tokens.secret, tokenLeewaySeconds: tokens.leewaySeconds }
}
