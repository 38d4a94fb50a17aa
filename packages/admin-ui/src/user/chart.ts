import { defineElements } from '../elements/define-elements.ts'
import { DayChart } from './day-chart.ts'

defineElements({ 'activity-day-chart': DayChart })
