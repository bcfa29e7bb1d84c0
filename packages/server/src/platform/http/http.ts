import type { Server } from 'node:http'
import cookie from '@fastify/cookie'
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import type { Config } from '../../config/index.ts'
import type { Counters } from '../cluster/cluster.ts'
import type { Log } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { requestIdOf } from '../telemetry/requestId.ts'
import { acceptJson, jsonLimit } from './bodies.ts'
import { tagReads } from './caching.ts'
import { serveDocs } from './docs.ts'
import { answerFaults, answerGarbage, sendFault } from './faults.ts'
import type { Authenticate, BoundRoute } from './handler.ts'
import { serveMetrics } from './metrics.ts'
import { refuseForeign } from './origin.ts'
import { type Refusing, refuseWork } from './overload.ts'
import { logRequests } from './requests.ts'
import { bindRoutes } from './routes.ts'
import { serialize, validate } from './schemas.ts'
import { secure } from './security.ts'
import { serveWeb } from './web.ts'

export interface HttpOptions {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly counters: Counters
  readonly authenticate: Authenticate
  readonly routes: readonly BoundRoute[]
  /** Pages that are no part of the API, such as the dev mailbox. */
  readonly pages?: readonly ((server: FastifyInstance) => void)[]
  readonly refusing?: Refusing
  /** The built web app. */
  readonly webFolder: string
}

export interface Http {
  /** For the socket gateway to attach to. */
  readonly server: Server
  readonly inject: FastifyInstance['inject']
  /** Resolves to the address listened on, such as `http://127.0.0.1:7070`. */
  listen(): Promise<string>
  /** Stops listening and resolves once the last answer is out; who is not done within `patience` ms is cut off. */
  close(patience?: number): Promise<void>
}

/** The HTTP side of the process: every route bound by its own description, one error edge, pages and metrics. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { config, log, routes } = options
  const logger: FastifyBaseLogger = log
  const server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: (request) => requestIdOf(request.headers),
    requestIdHeader: false,
    trustProxy: config.trustProxy,
    bodyLimit: jsonLimit,
    // A request may take a picture's time to arrive over a slow line, and no longer.
    requestTimeout: 120_000,
    handlerTimeout: 30_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: sendFault,
    clientErrorHandler: answerGarbage,
  })
  server.setValidatorCompiler(validate)
  server.setSerializerCompiler(serialize)
  answerFaults(server)
  acceptJson(server)
  logRequests(server)
  await secure(server, config)
  await server.register(cookie)
  refuseWork(server, options.refusing ?? (() => null))
  refuseForeign(server, config)
  tagReads(server)
  serveMetrics(server, options.metrics, config)
  serveDocs(server, routes, config.serverName)
  for (const page of options.pages ?? []) page(server)
  await bindRoutes(server, routes, options)
  await serveWeb(server, options.webFolder)
  await server.ready()
  return {
    server: server.server,
    inject: server.inject.bind(server),
    listen: () => server.listen({ host: config.host, port: config.port }),
    close: (patience = 10_000) => close(server, patience),
  }
}

async function close(server: FastifyInstance, patience: number): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), patience)
  try {
    await server.close()
  } finally {
    clearTimeout(timer)
  }
}
