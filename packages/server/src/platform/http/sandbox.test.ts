import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from './http.testing.ts'

const script = '\naddEventListener("message", start)\n'

async function built(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-web-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>App</title>')
  await writeFile(join(folder, 'sandbox.html'), '<!doctype html><title>Another</title>')
  await writeFile(
    join(folder, 'assets', 'sandbox-1a2B_-3c.html'),
    `<!doctype html>\n<script>${script}</script>\n`,
  )
  return folder
}

test('P7: the page that runs code may connect to nothing, has no origin of ours, and runs its own script alone', async () => {
  const http = await serve([], { webFolder: await built() })
  const { statusCode, headers } = await http.inject('/assets/sandbox-1a2B_-3c.html')
  const hash = createHash('sha256').update(script).digest('base64')
  expect(statusCode).toBe(200)
  expect(String(headers['content-security-policy']).split(';')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ])
  expect(headers).toMatchObject({
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test.each(['/', '/sandbox.html', '/assets/sandbox-gone.html'])(
  'P7: what the sandbox may do, %s may not',
  async (url) => {
    const http = await serve([], { webFolder: await built() })
    const { headers } = await http.inject({ url, headers: { accept: 'text/html' } })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers['x-frame-options']).toBe('DENY')
  },
)
