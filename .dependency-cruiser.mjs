import { layers } from './tooling/layers.mjs'
import { allowUsing } from './tooling/using.mjs'

allowUsing()

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: layers(import.meta.dirname),
  options: {
    // TypeScript 7's package has no JavaScript API to parse with.
    parser: 'swc',
    // Type-only imports are dependencies too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache)/' },
    // Without these, imports of the workspace's packages lead nowhere and every rule passes.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
