import { describeGroupRecovery } from './describe-group-recovery.ts'

describeGroupRecovery(1, 'usual')
