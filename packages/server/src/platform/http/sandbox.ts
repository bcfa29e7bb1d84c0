import { createHash } from 'node:crypto'
import { basename } from 'node:path'

/** Is this file of the web app the page that runs people's code (P7)? */
export function isSandbox(path: string): boolean {
  return /^sandbox-[\w-]+\.html$/.test(basename(path))
}

/**
 * The headers of the sandbox's page. It has an origin of its own, so nothing of ours can be reached from it, and may load and
 * connect to nothing: it runs its own script, the worker it is handed and WebAssembly. A worker made of a blob inherits this policy.
 */
export function sandboxHeaders(page: string): Record<string, string> {
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ]
  return {
    'content-security-policy': policy.join(';'),
    'x-frame-options': 'SAMEORIGIN',
    'origin-agent-cluster': '?0',
  }
}
