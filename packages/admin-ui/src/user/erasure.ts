import { defineElements } from '../elements/define-elements.ts'
import { EraseDialog } from './erase-dialog.ts'

defineElements({ 'activity-erase-dialog': EraseDialog })
