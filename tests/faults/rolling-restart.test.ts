// Shorter, in `npm test`: tests/distributed/rolling-restart.test.ts
import { describeRollingRestart } from '../distributed/describe-rolling-restart.ts'

describeRollingRestart('all')
