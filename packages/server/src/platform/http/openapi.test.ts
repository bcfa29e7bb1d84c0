import { validate } from '@scalar/openapi-validator'
import { describe, expect, test } from 'vitest'
import { everyRoute } from '../../../../contract/src/routes.testing.ts'
import { serve } from './http.testing.ts'

async function document() {
  const http = await serve(everyRoute.map((route) => ({ route, handle: async () => undefined })))
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
    const bound = everyRoute.map(
      (one) => `${one.method.toLowerCase()} ${one.path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`,
    )
    expect(listed.map(({ at }) => at).toSorted()).toEqual(bound.toSorted())
    expect(new Set(listed.map(({ operationId }) => operationId)).size).toBe(everyRoute.length)
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
      {
        name: 'after',
        in: 'query',
        required: false,
        description: 'Last seq already held; 0 for none',
        schema: expect.objectContaining({ type: 'integer', minimum: 0, default: 0 }),
      },
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

  test('tells numbers in addresses with their range', async () => {
    const { paths } = await document()
    const { parameters } = paths['/api/v1/chats/{room}/messages/{seq}'].get
    expect(parameters.find(({ name }: { name: string }) => name === 'seq')).toMatchObject({
      schema: { type: 'integer', minimum: 1 },
    })
  })

  test('tells of guests where they may call, and of their refusal where they may not', async () => {
    const { paths } = await document()
    expect(paths['/api/v1/rooms'].get.description).toContain('guests of an interview too')
    expect(paths['/api/v1/rooms'].get.responses).not.toHaveProperty(
      '403.description',
      expect.stringContaining('NOT_ALLOWED'),
    )
    expect(paths['/api/v1/search'].get.responses[403].description).toContain('`NOT_ALLOWED`')
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
