import { expect, test } from 'vitest'
import * as z from 'zod'
import { everyRoute } from '../routes.testing.ts'
import { isBytes } from './index.ts'

/** Texts that take NUL because the server takes it out, or because they reach no database as they are. */
const harmless = [
  // Cleaned: names, what people say of themselves, and what is searched for.
  ...[
    'PATCH /api/v1/me body.name',
    'PATCH /api/v1/me body.about',
    'POST /api/v1/sessions/:session/join body.name',
  ],
  ...['POST /api/v1/verify body.device', 'POST /api/v1/demo body.device'],
  ...['GET /api/v1/users query.query', 'GET /api/v1/creators query.query', 'GET /api/v1/search query.query'],
  // Taken apart first: places in lists.
  ...['GET /api/v1/users query.after', 'GET /api/v1/creators query.after', 'GET /api/v1/search query.before'],
  'GET /api/v1/wallet/statement query.before',
  // Hashed, or compared in memory.
  ...['POST /api/v1/session/renew body.refreshToken', 'POST /api/v1/sessions/:session/join body.code'],
  ...['POST /api/v1/sessions body.template', 'POST /api/v1/rooms/:room/entries body.type'],
]

/** The texts a schema takes, each with where it is. What is transformed is what it becomes. */
function textsIn(schema: unknown, at: string): { readonly at: string; readonly text: z.ZodType }[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, field]) => textsIn(field, `${at}.${name}`))
  if (schema instanceof z.ZodArray) return textsIn(schema.element, `${at}[]`)
  if (schema instanceof z.ZodRecord)
    return [...textsIn(schema.keyType, `${at} key`), ...textsIn(schema.valueType, `${at}.*`)]
  if (schema instanceof z.ZodTuple) return schema.def.items.flatMap((item) => textsIn(item, `${at}[]`))
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsIn(option, at))
  if (schema instanceof z.ZodPipe)
    return textsIn(schema.out instanceof z.ZodTransform ? schema.in : schema.out, at)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return textsIn(schema.unwrap(), at)
  return schema instanceof z.ZodString || schema instanceof z.ZodStringFormat ? [{ at, text: schema }] : []
}

const texts = everyRoute.flatMap(({ method, path, params, query, body }) =>
  Object.entries({ params, query, body: isBytes(body) ? undefined : body }).flatMap(([part, schema]) =>
    textsIn(schema, `${method} ${path} ${part}`),
  ),
)

test('NUL is refused in every text of a request that is stored or asked a database for', () => {
  expect(texts.length).toBeGreaterThan(60)
  const lengths = [3, 16, 64]
  const open = texts.filter(({ text }) =>
    lengths.some((length) => text.safeParse('a\0b'.padEnd(length, 'c')).success),
  )
  expect(open.map(({ at }) => at).sort()).toEqual(harmless.toSorted())
})
