/** A job's data as pg-boss keeps it, which takes objects only. */
export interface Wrapped {
  readonly input: unknown
}

export function wrap(input: unknown): Wrapped {
  return { input }
}

export function unwrap(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'input' in data ? data.input : undefined
}
