import { readFileSync } from 'node:fs'
import { minify } from 'terser'
import { defineConfig, type Plugin } from 'vite'

/**
 * Makes one space of each line break in a template with its indentation, which HTML and CSS take for the same, and leaves out what only readers of
 * styles need: that is a tenth of the script. Templates of texts have neither.
 */
const shortTemplates: Plugin = {
  name: 'short-templates',
  enforce: 'post',
  transform(code, id) {
    if (!/\/src\/.*\.ts$/.test(id)) return undefined
    let shorter = ''
    let at = 0
    for (const { start, end, isStyle } of templatePieces(this.parse(code)).toSorted((one, other) => one.start - other.start)) {
      const piece = code.slice(start, end).replaceAll(/\s*\n\s*/g, ' ')
      shorter += code.slice(at, start) + (isStyle ? shortStyle(piece) : piece)
      at = end
    }
    return { code: shorter + code.slice(at), map: null }
  },
}

const shortStyle = (piece: string): string =>
  piece
    .replaceAll(/\/\*.*?\*\//g, '')
    .replaceAll(/\s*([{};,])\s*/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}')
    .replaceAll(/(?<=[: ,(-])0\./g, '.')

/** What Vite's own minifier leaves. No element is made by `new` of a function that could be an arrow, and nothing reads `Function.length`. */
const minifiedOnceMore: Plugin = {
  name: 'minified-once-more',
  enforce: 'post',
  async generateBundle(_, bundle) {
    const compress = { passes: 3, ecma: 2020, keep_fargs: false, unsafe_arrows: true, conditionals: false } as const
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.code = (await minify(chunk.code, { module: true, compress })).code ?? chunk.code
  },
}

/** What is built has Lit in it, whose licence has to go along. */
const licenceOfLit: Plugin = {
  name: 'licence-of-lit',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'LICENSE-lit.txt', source: readFileSync(new URL('node_modules/lit/LICENSE', import.meta.url)) })
  },
}

interface Piece {
  readonly start: number
  readonly end: number
  readonly isStyle: boolean
}

/** The texts of all templates in a syntax tree. */
function templatePieces(node: unknown, isStyle = false): Piece[] {
  if (typeof node !== 'object' || node === null) return []
  const isPiece = 'type' in node && node.type === 'TemplateElement' && 'start' in node && 'end' in node
  if (isPiece) return [{ start: Number(node.start), end: Number(node.end), isStyle }]
  const isOfStyle = isStyle || ('tag' in node && isNamed(node.tag, 'css'))
  return Object.values(node).flatMap((child) => templatePieces(child, isOfStyle))
}

const isNamed = (node: unknown, name: string) => typeof node === 'object' && node !== null && 'name' in node && node.name === name

/**
 * Only of the service's own page, or read when they are needed: languages but English, looks, the chart, the question
 * before an erasure, a page's directory. All else is one file, which compresses best.
 */
const late =
  /src\/(page|sign-in\/(sign-in|other-tabs|names-of|redeem-code)|i18n\/(de|fr|nl)|network\/(look-|looks|network-looks)|names\/read-people|user\/(chart|day-chart|erasure|erase-dialog))/

/** The page that the query service serves, and the elements on their own for other pages. Both are plain files with no inline script. */
export default defineConfig({
  base: './',
  plugins: [shortTemplates, minifiedOnceMore, licenceOfLit],
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
        codeSplitting: { groups: [{ name: 'src', test: (id) => /\.[jt]s$/.test(id) && !late.test(id) }] },
      },
    },
  },
})
