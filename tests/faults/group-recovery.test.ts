// Shorter, in `npm test`: tests/distributed/tracking.test.ts
import { describeGroupRecovery } from '../distributed/describe-group-recovery.ts'

describeGroupRecovery(1)
