import { FaultBody } from '@stoa/contract/http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { type People, peopleOf, table, type Who } from './access.testing.ts'
import { type Furnished, furnish } from './furnish.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { valuesOf } from './schema.testing.ts'
import { type Fields, isFields, spoilt } from './spoil.testing.ts'

const Schema = z.custom<z.core.JSONSchema.JSONSchema>()
const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: Schema })),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: Schema.optional() })) })
    .optional(),
})
type Operation = z.infer<typeof Operation>
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) })

let node: TestNode
let people: People
let operations: ReadonlyMap<string, Operation>
let furnished: Furnished

beforeAll(async () => {
  node = await startNode()
  people = await peopleOf(node)
  const { paths } = Document.parse(await (await fetch(`${node.url}/openapi.json`)).json())
  operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation,
      ]),
    ),
  )
  furnished = await furnish(node)
})
afterAll(async () => {
  await furnished.leave()
  await node.stop()
})

/** What one request is made of: good by its schema, or with one thing wrong anywhere. */
function requestsOf({ parameters, requestBody }: Operation): fc.Arbitrary<Fields> {
  const part = (where: string) => {
    const own = parameters.filter((one) => one.in === where)
    const model = own.map(({ name, schema }) => [name, valuesOf(schema, furnished.known, name)] as const)
    return fc.record(Object.fromEntries(model), {
      requiredKeys: own.filter(({ required }) => required).map(({ name }) => name),
    })
  }
  const good: fc.Arbitrary<Fields> = fc.record({
    ...{ path: part('path'), query: part('query') },
    ...(requestBody === undefined ? {} : { body: bodiesOf(requestBody.content) }),
  })
  const bad = good.chain((request) => spoilt(request, requestBody === undefined ? [] : ['body']))
  return fc.oneof(good, { weight: 2, arbitrary: bad.filter(isFields) })
}

function bodiesOf(content: NonNullable<Operation['requestBody']>['content']): fc.Arbitrary<unknown> {
  const [first] = Object.values(content)
  if (first?.schema !== undefined) return valuesOf(first.schema, furnished.known)
  return fc.oneof(fc.string({ maxLength: 200 }), fc.constant('v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n'))
}

/** Neither a path nor a query gets longer than addresses may. */
function inAddress(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(text.slice(0, 500).toWellFormed())
}

function send(name: string, request: Fields, token: string | null): Promise<Response> {
  const [method = '', route = ''] = name.split(' ')
  const { path, query, body } = request
  const within: Fields = isFields(path) ? path : {}
  const address = route.replace(/:(\w+)/g, (_, parameter) => inAddress(within[parameter] ?? 'none'))
  const asked = Object.entries(isFields(query) ? query : {}).map(
    ([key, value]) => `${inAddress(key)}=${inAddress(value)}`,
  )
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  const url = `${node.url}${address}?${asked.join('&')}`
  if (method === 'GET' || method === 'DELETE' || body === undefined) return fetch(url, { method, headers })
  const content = operations.get(name)?.requestBody?.content ?? {}
  const [type = 'application/json'] = Object.keys(content)
  const plain = content[type]?.schema === undefined && typeof body === 'string'
  return fetch(url, {
    method,
    headers: { ...headers, 'content-type': type },
    body: plain ? body : JSON.stringify(body),
  })
}

/** What ends or removes something comes last, so that it is there for all the others. */
const inOrder = Object.entries(table).toSorted(([one], [other]) => Number(ends(one)) - Number(ends(other)))

function ends(name: string): boolean {
  return name.startsWith('DELETE ') || /\/(end|leave)$/.test(name)
}

test.each(inOrder)(
  '%s does what is good, and refuses what is not with a coded 4xx',
  async (name, allowed) => {
    const operation = operations.get(name)
    if (operation === undefined) throw new Error('the OpenAPI document does not have it')
    const tokens = new Map<Who, string | null>([['nobody', null]])
    for (const who of allowed) if (who !== 'nobody') tokens.set(who, await people.tokenFor(who))
    const attempts = fc.record({ request: requestsOf(operation), who: fc.constantFrom(...allowed) })
    const property = fc.asyncProperty(attempts, async ({ request, who }) => {
      const reply = await send(name, request, tokens.get(who) ?? null)
      const text = await reply.text()
      expect(reply.status, text).toBeLessThan(500)
      if (reply.status >= 400) expect(FaultBody.parse(JSON.parse(text)).statusCode).toBe(reply.status)
    })
    await fc.assert(property, { numRuns: 12 })
  },
)
