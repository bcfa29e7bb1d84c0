import { type Access, FaultBody, type FaultCode, faults, isBytes, type Route } from '@stoa/contract/http'
import * as z from 'zod'
import type { BoundRoute } from './handler.ts'

type Json = Record<string, unknown>

/** What the document calls the rest of a path, which has no name of its own. */
const rest = 'path'

/** The OpenAPI 3.1 document of these routes. */
export function openApiOf(
  routes: readonly Pick<BoundRoute, 'route' | 'raw'>[],
  server: { readonly name: string; readonly version: string },
): Json {
  const paths: Record<string, Json> = {}
  for (const bound of routes) {
    const path = bound.route.path.replaceAll(/:(\w+)/g, '{$1}').replace('*', `{${rest}}`)
    paths[path] = { ...paths[path], [bound.route.method.toLowerCase()]: operationOf(bound) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${server.name} API`,
      version: server.version,
      description: 'Commands and queries. What is live goes over the socket.',
    },
    tags: [...new Set(routes.map(({ route }) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Fault: schemaOf(FaultBody, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function operationOf({ route, raw }: Pick<BoundRoute, 'route' | 'raw'>): Json {
  return {
    operationId: idOf(route),
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, accessNotes[route.access]]
      .filter((part) => part !== undefined)
      .join('\n\n'),
    security: route.access === 'public' ? [{}, { token: [] }] : [{ token: [] }],
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: { ...goodReplyOf(route, raw === true), ...faultRepliesOf(route) },
  }
}

/** `GET /api/v1/rooms/:room/members` → `get-rooms-room-members` */
function idOf({ method, path }: Route): string {
  const words = path.split('/').filter((word) => !['', 'api', 'v1'].includes(word))
  return [method.toLowerCase(), ...words.map((word) => word.replace(':', '').replace('*', rest))].join('-')
}

const accessNotes: Readonly<Record<Access, string | undefined>> = {
  public: undefined,
  guest: 'For guests of an interview too.',
  user: undefined,
  creator: 'Only for the role `creator`.',
  moderator: 'Only for the roles `moderator` and `admin`.',
  admin: 'Only for the role `admin`.',
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = fieldsOf(schema, 'input')
  const { properties: made = {} } = fieldsOf(schema, 'output')
  // A number in an address is told as what its text is turned into: with its range, and whole where it must be.
  const told = (name: string, given: Json) => (given['type'] === 'number' ? (made[name] ?? given) : given)
  return Object.entries(properties).map(([name, given]) => {
    const { description, ...schema } = told(name, given)
    return {
      name: name === '*' ? rest : name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema,
    }
  })
}

function fieldsOf(schema: z.ZodObject, io: 'input' | 'output') {
  return schemaOf(schema, io) as { properties?: Record<string, Json>; required?: string[] }
}

function bodyOf(body: NonNullable<Route['body']>): Json {
  if (isBytes(body)) {
    return {
      required: true,
      description: `At most ${body.maxBytes} bytes.`,
      content: Object.fromEntries(body.bytes.map((type) => [type, {}])),
    }
  }
  return {
    required: !body.safeParse(undefined).success,
    content: { 'application/json': { schema: schemaOf(body, 'input') } },
  }
}

function goodReplyOf(route: Route, raw: boolean): Json {
  if (raw) return { [route.status ?? 200]: { description: 'The bytes', content: { '*/*': {} } } }
  if (route.reply === undefined) return { 204: { description: 'Done' } }
  const schema = schemaOf(route.reply, 'output')
  const description = route.reply.description ?? 'Done'
  return { [route.status ?? 200]: { description, content: { 'application/json': { schema } } } }
}

/** The route's own faults and those its shape implies, told together where they share a status. */
function faultRepliesOf(route: Route): Json {
  const codes = new Set<FaultCode>(route.faults)
  if (route.params ?? route.query ?? route.body) codes.add('BAD_REQUEST')
  if (route.body !== undefined) codes.add('TOO_LARGE').add('UNSUPPORTED_TYPE')
  if (route.access !== 'public') {
    codes.add('NOT_SIGNED_IN').add('TOKEN_EXPIRED').add('SESSION_ENDED').add('BANNED')
    if (route.access !== 'guest') codes.add('NOT_ALLOWED')
  }
  codes.add('TOO_MANY').add('INTERNAL').add('UNAVAILABLE')
  const byStatus = Object.groupBy(codes, (code) => String(faults[code][0]))
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      { description: same.map((code) => `\`${code}\`: ${faults[code][1]}`).join('\n\n'), content },
    ]),
  )
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
