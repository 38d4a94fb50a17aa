import { createApp } from 'vue'
import Activity from './activity.vue'

createApp(Activity, { baseUrl: import.meta.env.VITE_STITCHLOG_URL }).mount('#app')
