import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import type * as z from 'zod'
import { badRequest } from './issues.ts'

/** How Fastify names the parts of a request, and how we do. */
const parts: Record<string, string> = { params: 'params', querystring: 'query', body: 'body' }

/** Checks a part of a request by the route's own schema. A body that is not there is undefined, so that it may default. */
export const validate: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const where = parts[httpPart ?? ''] ?? ''
  return (value: unknown) => {
    const parsed = schema.safeParse(value ?? undefined)
    return parsed.success ? { value: parsed.data } : { error: badRequest(parsed.error, where) }
  }
}

/**
 * Writes a reply as its schema says; what the schema does not name does not leave the server. One that does not fit is our
 * own mistake and becomes INTERNAL at the edge.
 */
export const serialize: FastifySerializerCompiler<z.ZodType> = ({ schema, method, url }) => {
  return (reply: unknown) => {
    const parsed = schema.safeParse(reply)
    if (parsed.success) return JSON.stringify(parsed.data)
    throw new Error(`The reply of ${method} ${url} does not fit its schema`, { cause: parsed.error })
  }
}
