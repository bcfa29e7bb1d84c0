import fc from 'fast-check'
import type * as z from 'zod'

type Schema = z.core.JSONSchema.JSONSchema
type AnySchema = Schema | boolean | undefined

/** What there is, by the names that parameters and fields have for it. */
export type Known = Readonly<Record<string, readonly string[]>>

/** Values that a schema of the OpenAPI document lets through, as far as it says; what has a name is mostly what there is. */
export function valuesOf(schema: AnySchema, known: Known, name = ''): fc.Arbitrary<unknown> {
  if (typeof schema !== 'object') return fc.jsonValue({ maxDepth: 2 })
  const within = (inner: AnySchema) => valuesOf(inner, known, name)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return fc.oneof(...options.map(within))
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => within({ ...schema, type })))
  switch (schema.type) {
    case 'string':
      return textsOf(schema, known, name)
    case 'integer':
      return integersOf(schema)
    case 'number':
      return numbersOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const item = Array.isArray(schema.items) ? schema.items[0] : schema.items
      const minLength = schema.minItems ?? 0
      return fc.array(within(item), {
        minLength,
        maxLength: Math.max(minLength, Math.min(schema.maxItems ?? 4, 4)),
      })
    }
    case 'object':
      return objectsOf(schema, known)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectsOf(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length === 0)
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valuesOf(schema.additionalProperties, known), {
      maxKeys: 3,
    })
  const model = Object.fromEntries(fields.map(([name, inner]) => [name, valuesOf(inner, known, name)]))
  return fc.record(model, { requiredKeys: schema.required ?? [] })
}

function textsOf(schema: Schema, known: Known, name: string): fc.Arbitrary<string> {
  const own = known[name]
  const other = unknownTextsOf(schema)
  return own === undefined ? other : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...own) }, other)
}

function unknownTextsOf(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'uuid') return fc.uuid({ version: 4 })
  if (schema.format === 'date') return fc.date({ noInvalidDate: true, min: new Date(0) }).map(dayOf)
  if (schema.format === 'uri') return fc.webUrl({ validSchemes: ['https'] })
  // Classes of characters are beyond what makes texts of a pattern.
  if (schema.pattern?.includes('\\p{')) return fc.constantFrom('🔥', '❤️', '👍🏽', 'gg')
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern))
  const minLength = schema.minLength ?? 0
  const maxLength = Math.max(minLength, Math.min(schema.maxLength ?? 40, 40))
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength, maxLength }),
    fc.string({ unit: 'grapheme-ascii', minLength, maxLength }),
    fc.constant('x'.repeat(Math.min(schema.maxLength ?? 40, 100_000))),
  )
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10)

/** Also the ends, and small ones, as pages, places and amounts mostly are. */
function integersOf({ minimum, maximum }: Schema): fc.Arbitrary<number> {
  const min = minimum ?? Number.MIN_SAFE_INTEGER
  const max = maximum ?? Number.MAX_SAFE_INTEGER
  const least = Math.max(min, 0)
  return fc.oneof(
    fc.integer({ min, max }),
    fc.integer({ min: Math.min(least, max), max: Math.min(least + 20, max) }),
    fc.constantFrom(min, max),
  )
}

function numbersOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): fc.Arbitrary<number> {
  const above = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : undefined
  const below = typeof exclusiveMaximum === 'number' ? exclusiveMaximum : undefined
  return fc.double({
    ...{ min: minimum ?? above ?? -Number.MAX_VALUE, max: maximum ?? below ?? Number.MAX_VALUE },
    ...{ minExcluded: above !== undefined, maxExcluded: below !== undefined, noNaN: true },
  })
}
