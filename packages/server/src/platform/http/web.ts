import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { Fault } from '@stoa/contract/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isSandbox, sandboxHeaders } from './sandbox.ts'

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Stoa</title>
<h1>The web app is not built</h1>
<p>The server runs, but its pages are not there yet. <code>npm start</code> in the project's folder builds them.</p>
<p>The API is described at <a href="/docs">/docs</a>.</p>
</html>
`

/** The web app of `folder`: assets for ever, as their names change with their content; its page fresh each time (O9). */
export async function serveWeb(server: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'))
  if (isBuilt) {
    await server.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'))
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
        if (isSandbox(path)) reply.headers(sandboxHeaders(readFileSync(path, 'utf8')))
      },
    })
  }
  server.setNotFoundHandler(async (request, reply) => {
    if (!wantsPage(request)) throw new Fault('NOT_FOUND')
    if (isBuilt) return reply.headers(await hints(folder)).sendFile('index.html')
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt)
  })
}

/** The file that all pages but the landing page need, so that a browser fetches it beside the app instead of after it. */
async function hints(folder: string): Promise<{ link?: string }> {
  // Without it the page only takes longer, as while a new build is put in place.
  const assets = await readdir(join(folder, 'assets')).catch(() => [])
  const outside = assets.find((name) => /^outside-[\w-]+\.js$/.test(name))
  return outside === undefined ? {} : { link: `</assets/${outside}>; rel=modulepreload` }
}

/** The app has its own addresses, all answered with its one page. */
function wantsPage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const path = request.url.split('?')[0] ?? ''
  return isRead && !`${path}/`.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
}
