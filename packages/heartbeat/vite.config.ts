import { type MinifyOptions, minify } from 'terser'
import { defineConfig } from 'vite'

/** Properties of our own interfaces, which nobody outside sees. None that a browser has, or that is stored or sent, may be named so. */
const ownProperties = /^(isLast|later|lead|listen|online|post|retryAfter|save|sign|store|tell|told|uptime)$/

const smallest: MinifyOptions = {
  module: true,
  ecma: 2020,
  compress: { passes: 6, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true, unsafe_comps: true },
  mangle: { properties: { regex: ownProperties } },
}

/** One file for each platform (`--mode`), so that a page loads one file, and nothing that only a phone needs. */
export default defineConfig(({ mode }) => ({
  plugins: [
    {
      // Vite keeps the white space of libraries, and terser finds more.
      name: 'smallest',
      enforce: 'post',
      async generateBundle(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk') chunk.code = (await minify(chunk.code, smallest)).code ?? chunk.code
        }
      },
    },
  ],
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: { entry: `src/${mode}.ts`, formats: ['es'], fileName: '[name]' },
    rollupOptions: {
      checks: { pluginTimings: false },
      optimization: { inlineConst: { mode: 'all', pass: 3 } },
      output: { chunkFileNames: '[name].js' },
    },
  },
}))
