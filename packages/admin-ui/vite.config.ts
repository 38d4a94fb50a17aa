import { defineConfig, type Plugin } from 'vite'

/**
 * Makes one space of each line break in a template with its indentation, which HTML and CSS take for the same: that is a tenth of the script.
 * Templates of texts have none.
 */
const templatesOnOneLine: Plugin = {
  name: 'templates-on-one-line',
  enforce: 'post',
  transform(code, id) {
    if (!/\/src\/.*\.ts$/.test(id)) return undefined
    let shorter = ''
    let at = 0
    for (const { start, end } of templatePieces(this.parse(code)).toSorted((one, other) => one.start - other.start)) {
      shorter += code.slice(at, start) + code.slice(start, end).replaceAll(/\s*\n\s*/g, ' ')
      at = end
    }
    return { code: shorter + code.slice(at), map: null }
  },
}

interface Piece {
  readonly start: number
  readonly end: number
}

/** The texts of all templates in a syntax tree. */
function templatePieces(node: unknown): Piece[] {
  if (typeof node !== 'object' || node === null) return []
  const isPiece = 'type' in node && node.type === 'TemplateElement' && 'start' in node && 'end' in node
  if (isPiece) return [{ start: Number(node.start), end: Number(node.end) }]
  return Object.values(node).flatMap(templatePieces)
}

/** The page that the query service serves, and the elements on their own for other pages. Both are plain files with no inline script. */
export default defineConfig({
  base: './',
  plugins: [templatesOnOneLine],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { page: 'index.html', 'activity-overview': 'src/index.ts' },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: ({ name }) => (name === 'activity-overview' ? '[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
