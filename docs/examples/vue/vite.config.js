import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** Vue takes what it does not know for a component of its own, unless it is told. */
const isCustomElement = (tag) => tag === 'activity-overview' || tag === 'my-activity'

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] })
