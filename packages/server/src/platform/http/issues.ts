import { Fault } from '@stoa/contract/http'
import type * as z from 'zod'

/** One thing wrong with what was sent: where, and what is allowed there. */
export interface Issue {
  /** Such as `members.0`; empty for the whole. */
  readonly path: string
  readonly message: string
}

const most = 20

/** A schema's complaint as BAD_REQUEST with `details.issues`. `where` says which part of a request it is about. */
export function badRequest(error: z.ZodError, where = ''): Fault {
  const issues = error.issues.flatMap((issue) => told(issue, where === '' ? [] : [where])).slice(0, most)
  const first = issues[0]
  const message =
    first === undefined ? undefined : `${first.path === '' ? '' : `${first.path}: `}${first.message}`
  return new Fault('BAD_REQUEST', message, { details: { issues } })
}

type ZodIssue = z.core.$ZodIssue

/** A union that matches nowhere is told by the branch that came nearest. */
function told(issue: ZodIssue, base: readonly PropertyKey[]): Issue[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((one, other) => one.length - other.length)[0] ?? []
    return nearest.flatMap((inner) => told(inner, path))
  }
  return [{ path: path.map(String).join('.').slice(0, 200), message: issue.message.slice(0, 300) }]
}
