import { transform } from 'sucrase'

type Stripped =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly problem: string }

/** TypeScript without its types. Nothing checks them; lines stay where they were. */
export function strip(code: string): Stripped {
  try {
    return { ok: true, code: transform(code, { transforms: ['typescript'], disableESTransforms: true }).code }
  } catch (error) {
    return { ok: false, problem: `SyntaxError: ${error instanceof Error ? error.message : String(error)}` }
  }
}
