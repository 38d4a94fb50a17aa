import { installBroker } from '../infra/stack/kafka-broker.ts'
import { canInstallSchemathesis, installSchemathesis } from './attacks/schemathesis.ts'
import { canRunHelm, kubernetesSchemas } from './chart/kubernetes-schemas.ts'
import { canRunStack } from './distributed/temporary-stack.ts'

// node tests/install.ts
//
// Before `npm test`: fetches, once, what the tests need and npm does not have. Tests that find it missing fetch it themselves.

const installing = [canRunStack() ? installBroker() : undefined, canInstallSchemathesis() ? installSchemathesis() : undefined]
if (canRunHelm()) kubernetesSchemas()
await Promise.all(installing)
