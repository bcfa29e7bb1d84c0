import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config/index.ts'

type Policy = Record<string, string[]>

/** What our pages may do: load from here, talk to here, and nothing else. No inline script or style anywhere. */
function policyOf({ publicUrl, livekitUrl }: Pick<Config, 'publicUrl' | 'livekitUrl'>): Policy {
  const secure = publicUrl?.startsWith('https:') === true
  return {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    // 'self' covers the socket in today's browsers; Safari before 15.4 wants it spelt out.
    connectSrc: [
      "'self'",
      ...(publicUrl === undefined ? [] : [publicUrl.replace(/^http/, 'ws')]),
      ...(livekitUrl === undefined ? [] : bothSchemes(livekitUrl)),
    ],
    fontSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    manifestSrc: ["'self'"],
    mediaSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    scriptSrc: ["'self'"],
    scriptSrcAttr: ["'none'"],
    styleSrc: ["'self'"],
    workerSrc: ["'self'"],
    ...(secure ? { upgradeInsecureRequests: [] } : {}),
  }
}

/** LiveKit's client opens a socket, and asks over HTTP why where it cannot. */
function bothSchemes(url: string): string[] {
  const { host, protocol } = new URL(url)
  const secured = protocol === 'wss:' || protocol === 'https:'
  return secured ? [`wss://${host}`, `https://${host}`] : [`ws://${host}`, `http://${host}`]
}

/** The API viewer writes its own style elements; its scripts still come from here alone. */
export const docsPolicy: Policy = {
  ...policyOf({ publicUrl: undefined, livekitUrl: undefined }),
  styleSrc: ["'self'", "'unsafe-inline'"],
}

export async function secure(
  server: FastifyInstance,
  config: Pick<Config, 'publicUrl' | 'livekitUrl'>,
): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: policyOf(config) },
    frameguard: { action: 'deny' },
    hsts: config.publicUrl?.startsWith('https:') ? { maxAge: 365 * 24 * 3600 } : false,
  })
  server.addHook('onSend', async (_request, reply) => {
    reply.header(
      'permissions-policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
    )
  })
}
