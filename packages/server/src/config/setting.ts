import * as z from 'zod'

/** What the reference page tells of a setting besides its name, default and description. */
interface Notes {
  /** Never logged or shown in an error. */
  readonly secret?: true
  /** The default in words, where the value itself would not say it. */
  readonly fallback?: string
}

const notes = z.registry<Notes>()

/** Marks a setting as a secret. */
export function secret<S extends z.ZodType>(schema: S): S {
  notes.add(schema, { ...notes.get(schema), secret: true })
  return schema
}

/** Says in words what holds where the setting is absent. */
export function fallback<S extends z.ZodType>(schema: S, words: string): S {
  notes.add(schema, { ...notes.get(schema), fallback: words })
  return schema
}

export function notesOf(schema: z.ZodType): Notes {
  return notes.get(schema) ?? {}
}

/** Every setting arrives as text. These turn it into what it means; their messages complete "PORT …". */
export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, message)
}

export function decimalNumber(min: number, max: number) {
  const message = `must be a number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, message)
}

export function yesOrNo() {
  return z.stringbool({
    truthy: ['true', 'yes', 'on', '1'],
    falsy: ['false', 'no', 'off', '0'],
    error: 'must be true or false',
  })
}

export function oneOf<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, `must be one of ${choices.join(', ')}`)
}

/** A URL of one of these schemes, such as `postgres`. */
export function urlOf(...schemes: readonly string[]) {
  const starts = schemes.map((scheme) => `${scheme}://`).join(' or ')
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that begins with ${starts}`,
    )
}

export function listOf<S extends z.ZodType<unknown, string>>(item: S, message: string) {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(z.string()))
    .transform((parts, context) =>
      parts.map((part) => {
        const parsed = item.safeParse(part)
        if (parsed.success) return parsed.data
        context.addIssue({ code: 'custom', message })
        return z.NEVER
      }),
    )
}
