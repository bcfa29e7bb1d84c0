import * as z from 'zod'

/** What a document is written in. */
export const Language = z.enum([
  'text',
  'javascript',
  'typescript',
  'python',
  'sql',
  'java',
  'cpp',
  'go',
  'rust',
  'ruby',
  'php',
])
export type Language = z.output<typeof Language>

/** Those that run in the browser's sandbox (P7). */
export const runnable = ['javascript', 'typescript', 'python', 'sql'] as const satisfies readonly Language[]
