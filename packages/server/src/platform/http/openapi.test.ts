import { validate } from '@scalar/openapi-validator'
import { accountRoutes } from '@stoa/contract/accounts'
import { chatRoutes } from '@stoa/contract/chat'
import type { Route } from '@stoa/contract/http'
import { interviewRoutes } from '@stoa/contract/interviews'
import { operationRoutes } from '@stoa/contract/operation'
import { roomRoutes } from '@stoa/contract/rooms'
import { streamRoutes } from '@stoa/contract/streams'
import { walletRoutes } from '@stoa/contract/wallet'
import { describe, expect, test } from 'vitest'
import { serve } from './http.testing.ts'

const routes: readonly Route[] = [
  ...operationRoutes,
  ...accountRoutes,
  ...roomRoutes,
  ...chatRoutes,
  ...interviewRoutes,
  ...walletRoutes,
  ...streamRoutes,
]

async function document() {
  const http = await serve(routes.map((route) => ({ route, handle: async () => undefined })))
  return (await http.inject('/openapi.json')).json()
}

describe('the OpenAPI document', () => {
  test('is a valid one of version 3.1', async () => {
    const result = validate(await document())
    expect(result.errors ?? []).toEqual([])
    expect(result).toMatchObject({ valid: true, version: '3.1' })
  })

  test('lists every route of the contract under its own id, and nothing else', async () => {
    const { paths } = await document()
    const listed = Object.entries<Record<string, { operationId: string }>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ at: `${method} ${path}`, operationId })),
    )
    const bound = routes.map(
      (one) => `${one.method.toLowerCase()} ${one.path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`,
    )
    expect(listed.map(({ at }) => at).toSorted()).toEqual(bound.toSorted())
    expect(new Set(listed.map(({ operationId }) => operationId)).size).toBe(routes.length)
  })

  test('tells parameters, bodies, replies, faults and who may call', async () => {
    const { paths } = await document()
    expect(paths['/api/v1/rooms/{room}/entries'].get.parameters).toEqual([
      {
        name: 'room',
        in: 'path',
        required: true,
        description: 'A room',
        schema: expect.objectContaining({ format: 'uuid' }),
      },
      { name: 'after', in: 'query', required: false, schema: expect.objectContaining({ default: 0 }) },
      { name: 'limit', in: 'query', required: false, schema: expect.objectContaining({ maximum: 1000 }) },
      expect.objectContaining({ name: 'types', in: 'query', required: false }),
    ])
    expect(paths['/api/v1/session/renew'].post.requestBody.required).toBe(false)
    expect(Object.keys(paths['/api/v1/me/picture'].put.requestBody.content)).toContain('image/webp')
    expect(paths['/api/v1/login'].post.responses[423].description).toContain('`LOCKED`')
    expect(paths['/api/v1/login'].post.security).toContainEqual({})
    expect(paths['/api/v1/me'].get.security).toEqual([{ token: [] }])
    expect(paths['/api/v1/admin/audit'].get.description).toContain('`admin`')
  })
})

describe('the page about the API', () => {
  test('comes whole from this server, with no inline script', async () => {
    const http = await serve([])
    const page = await http.inject('/docs')
    expect(page.headers['content-security-policy']).toContain("script-src 'self';")
    expect(page.body).not.toMatch(/<script(?![^>]*src="\/docs\/)/)
    expect((await http.inject('/docs/start.js')).body).toContain('"url":"/openapi.json"')
    const script = await http.inject('/docs/scalar.js')
    expect(script.headers).toMatchObject({ 'content-encoding': 'gzip' })
    expect(script.rawPayload.length).toBeGreaterThan(500_000)
  })
})
