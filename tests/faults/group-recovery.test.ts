// Shorter, in `npm test`: packages/event-stream/tests/kafka-group.test.ts, tests/distributed/tracking.test.ts
import { describeGroupRecovery } from '../distributed/describe-group-recovery.ts'

describeGroupRecovery(1)
