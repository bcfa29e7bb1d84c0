import { randomUUID } from 'node:crypto'
import { isBytes, type Route } from '@stoa/contract/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { everyRoute } from '../../contract/src/routes.testing.ts'
import { everybody, type People, peopleOf, table, type Who } from './access.testing.ts'
import { startNode, type TestNode } from './node.ts'

const placesInTimelines: ReadonlySet<string> = new Set(['seq', 'document'])
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

let node: TestNode
let people: People

async function call(name: string, token: string | null): Promise<number> {
  const [method = '', route = ''] = name.split(' ')
  const path = route.replace(/:(\w+)/g, (_, parameter) =>
    placesInTimelines.has(parameter) ? '1' : randomUUID(),
  )
  const bytes = takesBytes(everyRoute.find((one) => `${one.method} ${one.path}` === name))
  const reply = await fetch(node.url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'GET' || method === 'DELETE'
        ? {}
        : { 'content-type': bytes ? 'image/png' : 'application/json' }),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: bytes ? 'not a picture' : '{}' }),
  })
  await reply.arrayBuffer()
  return reply.status
}

const takesBytes = (route: Route | undefined) => route?.body !== undefined && isBytes(route.body)

beforeAll(async () => {
  node = await startNode()
  people = await peopleOf(node)
})
afterAll(() => node.stop())

describe('A7: the table of route and role', () => {
  test('names every route that a server has', async () => {
    const { paths } = Document.parse(await (await fetch(`${node.url}/openapi.json`)).json())
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(Object.keys(table).toSorted()).toEqual(served.toSorted())
  })

  for (const [name, allowed] of Object.entries(table))
    for (const who of everybody) {
      const may = allowed.includes(who)
      test(`${who} ${may ? 'may' : 'may not'} ${name}`, async () => {
        const status = await call(name, who === 'nobody' ? null : await people.tokenFor(who))
        if (may) {
          // Past the door: what follows is about what was asked, not who asked.
          expect([401, 403].filter((refused) => refused === status && !saysNoItself(name, who))).toEqual([])
          expect(status).toBeLessThan(500)
        } else expect(status).toBe(who === 'nobody' ? 401 : 403)
      })
    }
})

/** Renewing without a refresh token is a 401 of its own, and so is a guest's asking for everybody a 403. */
function saysNoItself(name: string, who: Who): boolean {
  return name === 'POST /api/v1/session/renew' || (who === 'guest' && name === 'GET /api/v1/users')
}
