declare module 'pyodide/pyodide.asm.mjs' {
  import type { loadPyodide } from 'pyodide'

  /** What `loadPyodide` else imports from its own folder. */
  const createPyodideModule: NonNullable<
    NonNullable<Parameters<typeof loadPyodide>[0]>['createPyodideModule']
  >
  export default createPyodideModule
}
