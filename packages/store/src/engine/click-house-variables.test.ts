import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { clickHouseVariables } from './click-house-variables.ts'

const url = 'http://clickhouse:8123'

test('without more than an address the default user and database are meant, and no cluster', () => {
  expect(clickHouseVariables.parse({ CLICKHOUSE_URL: url })).toEqual({
    url,
    user: 'default',
    password: '',
    database: 'default',
    reads: { timeoutSeconds: 30, memoryBytes: 2 ** 31, atOnce: 10 },
  })
})

test('certificates are what the named file holds; the variable is named where it cannot be read', () => {
  const own = fileURLToPath(import.meta.url)
  const { caCertificates } = clickHouseVariables.parse({ CLICKHOUSE_URL: url, CLICKHOUSE_CA_FILE: own })
  expect(caCertificates?.toString('utf8')).toContain('certificates are what the named file holds')
  const { error } = clickHouseVariables.safeParse({ CLICKHOUSE_URL: url, CLICKHOUSE_CA_FILE: '/no/such/file.pem' })
  expect(error?.issues).toMatchObject([{ path: ['CLICKHOUSE_CA_FILE'], message: expect.stringContaining('ENOENT') }])
})
