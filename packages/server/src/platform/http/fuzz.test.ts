import { Fault, FaultBody, isBytes, type Route } from '@stoa/contract/http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { everyRoute } from '../../../../contract/src/routes.testing.ts'
import { as, openHttp, type Served } from './http.testing.ts'

/** Every text that has broken somebody's parser, besides what fast-check thinks of. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '../../etc/passwd',
    '%00',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-0',
    '1e999',
  ),
  fc.constantFrom('9'.repeat(400), '\ud800', '\u202e', 'true', '[object Object]', "' OR 1=1 --", '#{7*7}'),
  fc.uuid(),
  fc.integer().map(String),
)
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc.anything({ maxDepth: 4, withNullPrototype: false }).filter((value) => isWritable(value)),
)
/** Objects with a route's own field names and anything in them come much nearer than any JSON. */
const shaped = (names: readonly string[]) =>
  fc.oneof(json, fc.dictionary(fc.constantFrom(...names, 'more', '__proto__'), fc.oneof(text, json)))

function isWritable(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

function namesIn(body: Route['body']): string[] {
  if (body === undefined || isBytes(body)) return ['field']
  const found = JSON.stringify(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })).match(
    /"(\w+)":\{/g,
  )
  return [...new Set((found ?? ['"field":{']).map((name) => name.slice(1, -3)))]
}

interface Attempt {
  readonly parameters: readonly string[]
  readonly query: readonly (readonly [string, string])[]
  readonly type: string
  readonly payload: string | Buffer | undefined
}

const types = [
  'application/json',
  'application/json; charset=latin1',
  'text/plain',
  'image/png',
  'x/y',
  '',
  'é',
]

function attempts(route: Route): fc.Arbitrary<Attempt> {
  const names = namesIn(route.body)
  const queryNames = Object.keys(route.query?.shape ?? {})
  return fc.record({
    parameters: fc.array(text, { minLength: 4, maxLength: 4 }),
    query: fc.array(fc.tuple(fc.constantFrom(...queryNames, 'more', '__proto__', 'a[b]'), text), {
      maxLength: 4,
    }),
    type: fc.oneof({ weight: 3, arbitrary: fc.constant('application/json') }, fc.constantFrom(...types)),
    payload: fc.oneof(
      { weight: 4, arbitrary: shaped(names).map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.option(text, { nil: undefined }) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.integer({ min: 30, max: 5000 }).map((depth) => '{"a":['.repeat(depth)) },
      { weight: 1, arbitrary: fc.constant('"'.padEnd(600 * 1024, 'x')) },
    ),
  })
}

describe('bad input', () => {
  let http: Served
  beforeAll(async () => {
    // What turns out to be good input is answered with a 4xx of its own, so that every answer must be one.
    const handle = async () => {
      throw new Fault('GONE')
    }
    const settings = { rateLimitScale: '1000000', logLevel: 'silent' }
    http = await openHttp(
      everyRoute.map((route) => ({ route, handle })),
      { settings },
    )
  })
  afterAll(() => http.close())

  test.each(everyRoute.map((route) => ({ name: `${route.method} ${route.path}`, route })))(
    '$name answers anything with a coded 4xx',
    async ({ route }) => {
      const property = fc.asyncProperty(attempts(route), async (attempt) => {
        const reply = await http.inject({ method: route.method, ...requestOf(route, attempt) })
        const fault = FaultBody.parse(reply.json())
        expect(fault.statusCode).toBe(reply.statusCode)
        expect(reply.statusCode, reply.body).toBeLessThan(500)
        expect(reply.statusCode).toBeGreaterThanOrEqual(400)
      })
      await fc.assert(property, { numRuns: 60 })
    },
    60_000,
  )
})

function requestOf(route: Route, { parameters, query, type, payload }: Attempt) {
  const left = [...parameters]
  const path = route.path.replaceAll(/:\w+/g, () => encoded(left.shift() ?? ''))
  const url = `${path}?${query.map((pair) => pair.map(encoded).join('=')).join('&')}`
  // Whoever gets past the door, so that it is the input which is refused.
  const caller = as(route.access === 'creator' ? 'creator' : 'admin')
  if (route.method === 'GET') return { url, headers: caller }
  const headers = { ...caller, ...(type === '' ? {} : { 'content-type': type }) }
  return payload === undefined ? { url, headers } : { url, headers, payload }
}

function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}
