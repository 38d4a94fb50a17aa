// Shorter, in `npm test`: tests/distributed/group-recovery.test.ts
import { describeGroupRecovery } from '../distributed/describe-group-recovery.ts'

describeGroupRecovery(3, 'all')
