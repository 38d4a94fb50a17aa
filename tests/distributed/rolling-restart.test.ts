import { describeRollingRestart } from './describe-rolling-restart.ts'

describeRollingRestart('one of each')
