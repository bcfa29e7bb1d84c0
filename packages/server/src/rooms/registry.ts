import { Fault, type RoomId } from '@stoa/contract/http'
import type { RoomKind } from '@stoa/contract/rooms'
import type { z } from 'zod'
import type { Caller } from '../platform/http/handler.ts'
import type { EntryRule, SignalRule } from './rules.ts'

/** The entry and signal types this server knows, by name. */
export interface Registry {
  register(types: { readonly entries: readonly EntryRule[]; readonly signals: readonly SignalRule[] }): void
  /** UNKNOWN_TYPE where there is none, or none that a client may send. */
  sendable(type: string): EntryRule
  entry(type: string): EntryRule
  /** Does an entry of this type empty the one it is about? */
  empties(type: string): boolean
  signal(type: string): SignalRule
}

export function createRegistry(): Registry {
  const entries = new Map<string, EntryRule>()
  const signals = new Map<string, SignalRule>()

  function unknown(type: string, known: Iterable<string>): Fault {
    return new Fault('UNKNOWN_TYPE', `There is no type "${type.slice(0, 64)}".`, {
      details: { known: [...known] },
    })
  }
  function entry(type: string): EntryRule {
    const rule = entries.get(type)
    if (rule === undefined) throw unknown(type, sendableNames())
    return rule
  }
  function sendableNames(): string[] {
    return [...entries.values()].filter((rule) => rule.type.rate !== null).map((rule) => rule.type.name)
  }
  function signalNames(): string[] {
    return [...signals.values()].filter((rule) => rule.type.perSecond > 0).map((rule) => rule.type.name)
  }
  return {
    register(types) {
      for (const rule of types.entries) {
        if (entries.has(rule.type.name)) throw new Error(`entry type ${rule.type.name} is registered twice`)
        entries.set(rule.type.name, rule)
      }
      for (const rule of types.signals) {
        if (signals.has(rule.type.name)) throw new Error(`signal type ${rule.type.name} is registered twice`)
        signals.set(rule.type.name, rule)
      }
    },
    entry,
    empties: (type) => entries.get(type)?.type.empties === true,
    sendable(type) {
      const rule = entry(type)
      if (rule.type.rate === null) throw unknown(type, sendableNames())
      return rule
    },
    signal(type) {
      const rule = signals.get(type)
      if (rule === undefined || rule.type.perSecond === 0) throw unknown(type, signalNames())
      return rule
    },
  }
}

/** The value as its schema gives it, or BAD_REQUEST with what is wrong where. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues
    .slice(0, 10)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new Fault('BAD_REQUEST', undefined, { details: { issues } })
}

/** The body to store: what was sent, by the type's schema and its rule's `prepare`. */
export async function storedBody(
  rule: EntryRule,
  sent: unknown,
  from: { readonly room: RoomId; readonly sender: Caller },
): Promise<unknown> {
  const body = parsed(rule.type.sent, sent)
  return rule.prepare === undefined ? body : await rule.prepare(body, from)
}

export function requireKind(
  rule: { readonly kinds: readonly RoomKind[]; readonly type: { readonly name: string } },
  kind: RoomKind,
): void {
  if (rule.kinds.includes(kind)) return
  throw new Fault('UNKNOWN_TYPE', `A ${kind} room takes no ${rule.type.name}.`, {
    details: { kinds: rule.kinds },
  })
}
