import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type FastifyInstance, fastify } from 'fastify'
import { version } from '../version.ts'
import type { BoundRoute } from './handler.ts'
import { openApiOf } from './openapi.ts'
import { docsPolicy } from './security.ts'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>API reference</title>
<div id="app"></div>
<script src="/docs/scalar.js"></script>
<script src="/docs/start.js"></script>
</html>
`

/** Everything comes from this server: no fonts, telemetry, proxies or assistants from elsewhere. */
const start = `Scalar.createApiReference('#app', ${JSON.stringify({
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
})})
`

/** `/openapi.json`, and `/docs` to read it and try it. */
export function serveDocs(server: FastifyInstance, routes: readonly BoundRoute[], name: string): void {
  let document: string | undefined
  server.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(openApiOf(routes, { name, version }))
    reply.type('application/json; charset=utf-8').send(document)
  })
  server.get(
    '/docs',
    { helmet: { contentSecurityPolicy: { useDefaults: false, directives: docsPolicy } } },
    (_request, reply) => {
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    },
  )
  server.get('/docs/start.js', (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(start)
  })
  let script: Promise<Buffer> | undefined
  server.get('/docs/scalar.js', async (_request, reply) => {
    script ??= scalarScript()
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400')
    return reply.header('content-encoding', 'gzip').send(await script)
  })
}

/**
 * The viewer's script, gzipped. Its package gives it away only by a plugin and weighs 4 MB, so it is loaded when the page
 * is first opened and not before.
 */
async function scalarScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const holder = fastify()
  try {
    await holder.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } })
    const { rawPayload } = await holder.inject('/docs/js/scalar.js')
    return await promisify(gzip)(rawPayload)
  } finally {
    await holder.close()
  }
}
