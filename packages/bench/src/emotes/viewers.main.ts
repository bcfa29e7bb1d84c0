import { setTimeout as delay } from 'node:timers/promises'
import { defaultEmotes, emoteSent, emoteTally } from '@stoa/contract/emotes'
import { answerCalls } from '../frame/child.ts'
import { percentile } from '../frame/spread.ts'
import { createWires, type Wire } from '../load/wire.ts'
import type { Viewers } from './viewers.ts'

/** One viewer's connection. Of its packets only some ask for an acknowledgement, all for the same one: the server answers in order. */
interface Viewer {
  readonly wire: Wire
  readonly room: Room
  packets: number
  /** When each packet not answered yet was due, oldest first. */
  readonly due: number[]
}

interface Tally {
  readonly type: string
  readonly at: number
  readonly body: { readonly counts: Readonly<Record<string, number>> }
}

interface Room {
  readonly id: string
  sent: number
  told: number
  /** When each of its packets was sent, by the server's clock. */
  readonly packets: number[]
  listener: Viewer | null
}

const openWire = createWires()
const rooms = new Map<string, Room>()
const viewers: Viewer[] = []
const latencies: number[] = []
let refused = 0
let deliveries = 0
const tallyPrefix = Buffer.from('42["signals"')
const good = Buffer.from('[{}]')
/** One in so many packets of a viewer asks for an acknowledgement, by which time is taken. */
const asking = 10

function roomOf(id: string): Room {
  const room = rooms.get(id) ?? { id, sent: 0, told: 0, packets: [], listener: null }
  rooms.set(id, room)
  return room
}

function open({ port, token, room }: { port: number; token: string; room: Room }): Promise<void> {
  const ready = Promise.withResolvers<void>()
  const wire = openWire(
    { port, path: '/socket' },
    {
      closed: (reason) => ready.reject(new Error(reason)),
      text(payload) {
        // Engine.IO: `0` open, `2` ping, `4` message; in it Socket.IO: `0` connected, `2` event, `3` acknowledgement.
        if (payload[0] === 48) wire.send(`40${JSON.stringify({ token })}`)
        else if (payload[0] === 50) wire.send('3')
        else if (payload[1] === 48)
          wire.send(`420${JSON.stringify(['subscribe', { room: room.id, after: 0 }])}`)
        else if (payload[1] === 50) hear(viewer, payload)
        else if (payload[1] === 51) {
          // `430…` answers the subscription, `431…` an emote.
          if (payload[2] === 49) answered(viewer, payload)
          else if (payload.includes('"error"')) ready.reject(new Error(payload.toString()))
          else ready.resolve()
        } else if (payload[1] === 52) ready.reject(new Error(payload.toString()))
      },
    },
  )
  const viewer: Viewer = { wire, room, packets: 0, due: [] }
  return ready.promise.then(
    () => {
      room.listener ??= viewer
      viewers.push(viewer)
    },
    (error: unknown) => {
      wire.cut()
      throw error
    },
  )
}

function answered(viewer: Viewer, payload: Buffer): void {
  const due = viewer.due.shift() ?? 0
  latencies.push(performance.now() - due)
  if (!payload.subarray(3).equals(good)) refused += 1
}

function hear(viewer: Viewer, payload: Buffer): void {
  if (payload.compare(tallyPrefix, 0, tallyPrefix.length, 0, tallyPrefix.length) !== 0) return
  deliveries += 1
  if (viewer.room.listener !== viewer) return

  const [, { signals }]: [string, { signals: Tally[] }] = JSON.parse(payload.toString('utf8', 2))
  for (const { type, at, body } of signals) {
    if (type !== emoteTally.name) continue
    viewer.room.packets.push(at)
    for (const count of Object.values(body.counts)) viewer.room.told += count
  }
}

function packetOf(
  room: string,
  { first, together, asks }: { readonly first: number; readonly together: number; readonly asks: boolean },
): string {
  const emotes = Array.from(
    { length: together },
    (_, one) => defaultEmotes[(first * 7 + one) % defaultEmotes.length],
  )
  const body = together === 1 ? { emote: emotes[0] } : { emotes }
  return `42${asks ? '1' : ''}${JSON.stringify(['signal', { room, type: emoteSent.name, body }])}`
}

/** The most packets within one second. */
function mostWithinSecond(times: readonly number[]): number {
  let most = 0
  let from = 0
  times.forEach((time, index) => {
    while (time - (times[from] ?? 0) >= 1000) from += 1
    most = Math.max(most, index - from + 1)
  })
  return most
}

const untold = () => [...rooms.values()].filter(({ sent, told }) => sent !== told)

const calls: Viewers = {
  async open({ port, seats, atOnce }) {
    const began = performance.now()
    const waiting = [...seats]
    let retries = 0
    async function work(): Promise<void> {
      for (let seat = waiting.pop(); seat !== undefined; seat = waiting.pop())
        try {
          await open({ port, token: seat.token, room: roomOf(seat.room) })
        } catch (error) {
          // A node that is busy refuses, and a client comes back.
          retries += 1
          if (retries > seats.length) throw error
          waiting.unshift(seat)
          await delay(100 + Math.random() * 400)
        }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    return { milliseconds: performance.now() - began }
  },
  async send({ perSecond, seconds, together }) {
    const rate = viewers.length * perSecond
    const total = Math.round(rate * seconds)
    const before = { deliveries, refused }
    let asked = 0
    latencies.length = 0
    for (const room of rooms.values()) room.packets.length = 0
    const cpu = process.cpuUsage()
    const began = performance.now()
    let sent = 0
    while (sent < total && performance.now() - began < seconds * 2000) {
      const now = performance.now()
      const due = Math.min(total, Math.floor(((now - began) * rate) / 1000) + 1)
      for (; sent < due; sent += together) {
        const at = began + (sent * 1000) / rate
        const viewer = viewers[Math.floor(sent / together) % viewers.length]
        if (viewer === undefined) throw new Error('nobody is here')
        const asks = viewer.packets % asking === 0
        if (asks) {
          asked += 1
          viewer.due.push(at)
        }
        viewer.packets += 1
        viewer.room.sent += together
        viewer.wire.send(packetOf(viewer.room.id, { first: sent, together, asks }))
      }
      if (sent < total) await delay(1)
    }
    const given = performance.now() + 10_000
    while (latencies.length < asked && performance.now() < given) await delay(2)
    const took = performance.now() - began
    const used = process.cpuUsage(cpu)
    while (untold().length > 0 && performance.now() < given) await delay(20)
    latencies.sort((one, other) => one - other)
    return {
      ...{ due: total, sent, refused: refused - before.refused, seconds: took / 1000 },
      deliveries: deliveries - before.deliveries,
      mostPackets: Math.max(...[...rooms.values()].map(({ packets }) => mostWithinSecond(packets))),
      faults: untold().map(
        ({ id, sent: own, told }) => `${id}: ${own} emotes were sent, tallies tell ${told}`,
      ),
      p99: percentile(latencies, 0.99),
      generatorCpu: (used.user + used.system) / 1000 / took,
    }
  },
}

answerCalls(calls)
