import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from './open-api.ts'
import { trackingOperations } from './tracking.ts'

const { deleteNetworkActivity, deleteUserActivity } = trackingOperations

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.object({ description: z.string() }))) })
const { paths } = documentSchema.parse(openApiDocument())

describe('the description', () => {
  test('of both erasures warns of the ids with which one becomes the other', () => {
    for (const dots of ['..', '.%2e', '%2E%2e']) {
      const path = deleteUserActivity.path.replace('{networkId}', 'acme').replace('{userId}', dots)
      const asSent = new URL(path, 'https://stitchlog.example').pathname
      expect(asSent).toBe(deleteNetworkActivity.path.replace('{networkId}', 'acme'))
    }
    for (const operation of [deleteUserActivity, deleteNetworkActivity]) {
      const description = paths[operation.path]?.['delete']?.description
      expect(description).toMatch(/`\.` and `\.\.`/)
      expect(description).toMatch(/whole network/)
      expect(description).toMatch(/Scope: activity:manage$/)
    }
  })
})
