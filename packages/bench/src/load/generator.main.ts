import { setTimeout as delay } from 'node:timers/promises'
import { answerCalls } from '../frame/child.ts'
import { type Dialect, dialects } from './dialect.ts'
import type { Generator, Opened } from './generator.ts'
import { Ledger } from './ledger.ts'
import { Member } from './member.ts'
import { keepPace } from './pace.ts'
import { createWires } from './wire.ts'

/** A load generator in a process of its own. */
const openWire = createWires()
const ledgers = new Map<string, Ledger>()
const members: Member[] = []
let deliveries = 0
/** Room → members that read it. */
const readers = new Map<string, Member[]>()
const heads = new Map<string, number>()

function ledgerOf(room: string, dialect: Dialect): Ledger {
  const ledger = ledgers.get(room) ?? new Ledger(room, dialect)
  ledgers.set(room, ledger)
  return ledger
}

/** Connects each, at most so many at a time; one that is refused tries again, as a client would. */
async function openAll(all: readonly Member[], atOnce: number): Promise<Opened> {
  const began = performance.now()
  const waiting = [...all]
  let retries = 0
  async function work(): Promise<void> {
    for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
      try {
        await member.open()
      } catch (error) {
        retries += 1
        if (retries > all.length * 10) throw error
        member.cut()
        waiting.unshift(member)
        await delay(100 + Math.random() * 400)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return {
    milliseconds: performance.now() - began,
    retries,
    recovered: all.filter((member) => member.recovered).length,
  }
}

async function send(member: Member, room: string, text: string): Promise<void> {
  const seq = await member.send(room, { id: crypto.randomUUID(), text })
  heads.set(room, Math.max(seq, heads.get(room) ?? 0))
}

function behind(): number {
  let count = 0
  for (const [room, all] of readers) {
    const head = heads.get(room) ?? 0
    for (const member of all) if ((member.cursors.get(room) ?? 0) < head) count += 1
  }
  return count
}

function faults(): string[] {
  const found = [...ledgers.values()].flatMap((ledger) => ledger.problems)
  for (const [room, head] of heads) {
    const known = ledgers.get(room)?.ids ?? new Map<number, string>()
    const missing = Array.from({ length: head }, (_, index) => index + 1).filter((seq) => !known.has(seq))
    if (missing.length > 0) found.push(`${room}: nobody was told of ${missing.slice(0, 5).join(', ')}`)
    if (new Set(known.values()).size !== known.size) found.push(`${room}: a message has two places`)
  }
  return found
}

const filler = 'All quiet on the wire, and the kettle is on. '

const generator: Generator = {
  async open({ port, dialect: name, seats, atOnce }) {
    const dialect: Dialect = dialects[name]
    const added = seats.map(
      ({ token, rooms }) =>
        new Member({
          dialect,
          openWire,
          port,
          token,
          rooms: rooms.map((room) => ledgerOf(room, dialect)),
          delivered: (count) => {
            deliveries += count
          },
        }),
    )
    members.push(...added)
    seats.forEach(({ rooms }, index) => {
      const member = added[index]
      if (member === undefined) return
      for (const room of rooms) readers.set(room, [...(readers.get(room) ?? []), member])
    })
    return openAll(added, atOnce)
  },
  async run({ rooms, rate, seconds, bytes }) {
    const text = filler.repeat(Math.ceil(bytes / filler.length)).slice(0, bytes)
    return keepPace({
      rate,
      seconds,
      deliveries: () => deliveries,
      async send(n) {
        const room = rooms[n % rooms.length] ?? ''
        const all = readers.get(room) ?? []
        const member = all[Math.floor(n / rooms.length) % all.length]
        if (member === undefined) throw new Error('nobody is in the room')
        await send(member, room, text)
      },
    })
  },
  async write({ rooms, each }) {
    const writer = members.at(-1)
    if (writer === undefined) throw new Error('nobody is here to write')
    for (let round = 0; round < each; round++)
      for (let at = 0; at < rooms.length; at += 200)
        await Promise.all(rooms.slice(at, at + 200).map((room) => send(writer, room, `${filler}${round}`)))
  },
  async settle({ seconds }) {
    const given = performance.now() + seconds * 1000
    while (behind() > 0 && performance.now() < given) await delay(5)
    const late = behind()
    return late > 0 ? [...faults(), `${late} readers have not got everything`] : faults()
  },
  cut() {
    for (const member of members.slice(0, -1)) member.cut()
  },
  async reopen({ atOnce }) {
    const began = performance.now()
    const opened = await openAll(members.slice(0, -1), atOnce)
    const given = performance.now() + 60_000
    while (behind() > 0 && performance.now() < given) await delay(5)
    return { ...opened, wholeAfter: performance.now() - began }
  },
  close() {
    for (const member of members) member.cut()
  },
}

answerCalls(generator)
