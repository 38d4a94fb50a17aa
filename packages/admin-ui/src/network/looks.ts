import { defineElements } from '../elements/define-elements.ts'
import { LookList } from './look-list.ts'
import { NetworkLooks } from './network-looks.ts'

defineElements({ 'activity-look-list': LookList, 'activity-network-looks': NetworkLooks })
