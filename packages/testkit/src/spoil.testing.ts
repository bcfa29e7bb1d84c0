import fc from 'fast-check'

const numbers = fc.constantFrom(-1, -0, 0.5, -1.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '\0', '1', 'null', '__proto__', '\ud800', "' OR 1=1 --"),
  fc.uuid(),
)
/** Below what a packet may hold, which would end the connection. */
const huge = fc.integer({ min: 5_001, max: 400_000 }).map((length) => 'x'.repeat(length))
const deep = fc
  .tuple(fc.integer({ min: 100, max: 3_000 }), fc.constantFrom('[]', '{"a":}'))
  .map(([depth, nest]): unknown => {
    const [open = '', close = ''] = [nest.slice(0, -1), nest.slice(-1)]
    return JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)
  })
const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some))
/** What JSON can hold. */
const json = fc.oneof(numbers, texts, huge, deep, fc.jsonValue({ maxDepth: 4 }))
const anything = fc.oneof({ weight: 5, arbitrary: json }, { weight: 1, arbitrary: bytes })
const strangers = fc.constantFrom('more', '__proto__', 'constructor', 'toJSON', '')

export type Fields = Readonly<Record<string, unknown>>

/** The request with one thing wrong: a field gone, another thing in its place, one too many, or nothing like it at all. */
export function spoilt(request: Fields, names: readonly string[]): fc.Arbitrary<unknown> {
  const inner = Object.entries(request).flatMap(([name, value]) =>
    isFields(value) ? [spoilt(value, Object.keys(value)).map((worse) => put(request, name, worse))] : [],
  )
  return fc.oneof(
    ...(names.length === 0 ? [] : changed(request, fc.constantFrom(...names))),
    // No bytes here: taking them out of the packet, the client would lose a `__proto__` before it is sent.
    { weight: 2, arbitrary: fc.tuple(strangers, json).map(([more, value]) => put(request, more, value)) },
    { weight: 1, arbitrary: fc.oneof(anything, fc.constant(undefined)) },
    ...inner.map((arbitrary) => ({ weight: 3, arbitrary })),
  )
}

function changed(request: Fields, name: fc.Arbitrary<string>) {
  return [
    { weight: 2, arbitrary: name.map((gone) => without(request, gone)) },
    { weight: 6, arbitrary: fc.tuple(name, anything).map(([field, value]) => put(request, field, value)) },
  ]
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Made of entries, so that `__proto__` is a field like any other, as it is in JSON. */
function put(request: Fields, name: string, value: unknown): Fields {
  return Object.fromEntries([...Object.entries(request), [name, value]])
}

function without(request: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(request).filter(([field]) => field !== name))
}
