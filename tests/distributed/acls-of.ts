import type { ServiceAcl } from '@stitchlog/event-stream/kafka'
import kafkajs from 'kafkajs'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

const typeOf = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const

const operationOf = {
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
} as const

/** As kafkajs creates and deletes them. */
export const aclsOf = ({ user, resource, name, isPrefix, operations }: ServiceAcl) =>
  operations.map((operation) => ({
    principal: `User:stitchlog-${user}`,
    host: '*',
    resourceType: typeOf[resource],
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    operation: operationOf[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }))
