import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import {
  cursor,
  emptySession,
  foldSession,
  getSession,
  type InterviewSession,
  type SessionState,
} from '@stoa/contract/interviews'
import type { Client, Hearing } from '../api.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import { computed } from '../store/computed.ts'
import { backoff } from '../time/backoff.ts'
import { systemTime, type Time } from '../time/time.ts'
import { randomUuid } from '../time/uuid.ts'
import type { Interview, OpenInterview, Whereabouts } from './api.ts'
import { fromKept, toKept } from './copy.ts'
import { createDocument, type DocumentParts } from './document.ts'
import { createPacer } from './pacer.ts'
import { createStaff } from './staff.ts'
import { changeSession, readContent } from './timeline.ts'
import { createPlaces } from './whereabouts.ts'

export interface InterviewOptions {
  /** Called with what went wrong behind the scenes and needs nobody's attention now; the console unless said. */
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
  readonly id?: () => string
}

const pace = { first: 500, longest: 30_000 }
/** One person's changes of all documents together: 50 a second (P4), with something to spare. */
const betweenChanges = 25
const refreshAfter = 100
const keepAfter = 2_000

/** What an interview uses of a client. */
export type InterviewClient = Pick<
  Client,
  'session' | 'connection' | 'outbox' | 'call' | 'send' | 'signal' | 'listen' | 'kept'
>

/** Opens an interview: its content, its people and its documents, alive. Throws NOT_SIGNED_IN. */
export function openInterview(
  client: InterviewClient,
  room: RoomId,
  options: InterviewOptions = {},
): OpenInterview {
  const { time = systemTime, id = randomUuid } = options
  const { kept } = client
  const me = whoIs(client)
  const pacer = createPacer({ time, apart: betweenChanges })
  const documents = new Map<number, DocumentParts>()
  let status: Interview['status'] = 'loading'
  let fault: Fault | undefined
  let session: InterviewSession | undefined
  let content: SessionState = emptySession
  let head = 0
  let present: readonly UserId[] = []
  let whereabouts: ReadonlyMap<UserId, Whereabouts> = new Map()
  /** Is every entry after `head` told? Until then documents cannot know where to begin. */
  let listening = false
  let attempts = 0
  let turn = 0
  let leaveRoom = () => {}
  let cancelRetry: (() => void) | undefined
  let cancelRefresh: (() => void) | undefined
  let cancelKeep: (() => void) | undefined
  let isClosed = false

  const store = computed<Interview>(() => ({
    status,
    ...(fault === undefined ? {} : { fault }),
    session,
    content,
    staff: staff.state,
    head,
    present,
    places: whereabouts,
  }))

  const places = createPlaces({
    me,
    time,
    signal(at) {
      if (client.connection.get().status === 'online') client.signal(room, cursor, at)
    },
    changed(inDocuments) {
      whereabouts = places.all()
      store.touch()
      for (const seq of inDocuments) if (seq !== null) documents.get(seq)?.placesChanged()
    },
  })

  const staff = createStaff({ client, time, changed: store.touch, doubted: refreshSoon, report })

  /** Being offline or signed out is told by the connection and the session. */
  function report(error: unknown): void {
    const { code } = toFault(error)
    if (code === 'UNAVAILABLE' || code === 'NOT_SIGNED_IN') return
    if (options.report === undefined) console.warn('stoa:', error)
    else options.report(error)
  }

  async function restore(): Promise<void> {
    const copy = fromKept(await kept.documents.get(room))
    if (copy === undefined || status !== 'loading') return
    ;({ session, content } = copy)
    status = 'ready'
    store.touch()
  }

  async function read(mine: number): Promise<void> {
    let folded = emptySession
    const [fresh, from] = await Promise.all([
      client.call(getSession, { params: { session: room } }),
      readContent(client.call, room, (entries) => {
        folded = entries.reduce(foldSession, folded)
      }),
    ])
    if (isClosed || mine !== turn) return
    content = folded
    head = from
    attempts = 0
    status = 'ready'
    fault = undefined
    learn(fresh)
    leaveRoom()
    leaveRoom = client.listen(room, from, hearing)
    listening = true
    for (const one of documents.values()) one.begin()
  }

  function start(): void {
    cancelRetry?.()
    cancelRetry = undefined
    turn += 1
    const mine = turn
    read(mine).catch((error: unknown) => {
      if (isClosed || mine !== turn) return
      const why = toFault(error)
      if (why.code === 'NOT_FOUND' || why.statusCode === 401) return fail(why)
      if (why.code !== 'UNAVAILABLE') {
        report(why)
        if (status === 'loading') fault = why
        store.touch()
      }
      cancelRetry = time.after(retryAfter(why) ?? backoff(attempts, pace, time.random), start)
      attempts += 1
    })
  }

  const hearing: Hearing = {
    entries(entries) {
      const before = content
      content = entries.reduce(foldSession, content)
      head = entries.at(-1)?.seq ?? head
      for (const one of documents.values()) one.applied(entries)
      if (changeSession(entries)) refreshSoon()
      if (content !== before) keepSoon()
      store.touch()
    },
    signals: (signals) => places.heard(signals),
    present(users) {
      present = users
      places.present(users)
      store.touch()
    },
    restarted() {
      listening = false
      start()
    },
    failed: fail,
  }

  function learn(fresh: InterviewSession): void {
    session = fresh
    keepSoon()
    store.touch()
    for (const one of documents.values()) one.retry()
    staff.follow(fresh.staffRoom)
  }

  function refreshSoon(): void {
    if (isClosed || status === 'error') return
    cancelRefresh ??= time.after(refreshAfter, () => {
      cancelRefresh = undefined
      client.call(getSession, { params: { session: room } }).then(
        (fresh) => {
          if (!isClosed && status !== 'error') learn(fresh)
        },
        (error: unknown) => {
          if (isClosed) return
          if (toFault(error).code === 'NOT_FOUND') return fail(toFault(error))
          report(error)
          if (toFault(error).statusCode !== 401) time.after(pace.longest / 10, refreshSoon)
        },
      )
    })
  }

  /** The session cannot be seen any more, or this person is signed out. */
  function fail(why: Fault): void {
    if (isClosed || status === 'error') return
    status = 'error'
    fault = why
    stop()
    for (const one of documents.values()) one.failed(why)
    if (why.code === 'NOT_FOUND')
      Promise.all([kept.documents.clear(room), kept.drafts.clear(room)]).catch(report)
    store.touch()
  }

  function keepSoon(): void {
    cancelKeep ??= time.after(keepAfter, keep)
  }

  function keep(): void {
    cancelKeep?.()
    cancelKeep = undefined
    if (session !== undefined) kept.documents.put(room, toKept(session, content)).catch(report)
  }

  function stop(): void {
    turn += 1
    leaveRoom()
    staff.stop()
    places.stop()
    cancelRetry?.()
    cancelRefresh?.()
    if (cancelKeep !== undefined && fault?.code !== 'NOT_FOUND') keep()
    cancelKeep?.()
    leaveConnection()
  }

  function writable(): boolean {
    if (session === undefined) return true
    const { status: is, role, locked } = session
    return is === 'open' && role !== 'observer' && (!locked || role === 'interviewer')
  }

  let wasOnline = client.connection.get().status === 'online'
  const leaveConnection = client.connection.subscribe(() => {
    const isOnline = client.connection.get().status === 'online'
    if (isOnline && !wasOnline) {
      if (cancelRetry !== undefined) start()
      for (const one of documents.values()) one.retry()
    }
    wasOnline = isOnline
  })

  restore().catch(report)
  start()

  return {
    get: store.get,
    subscribe: store.subscribe,
    document(seq) {
      const known = documents.get(seq)
      if (known !== undefined) return known.shown
      const parts = createDocument({
        session: room,
        seq,
        client,
        kept,
        time,
        id,
        pacer,
        places,
        generation: () => content.documents.find((one) => one.seq === seq)?.generation,
        writable,
        report,
        closed: () => documents.delete(seq),
      })
      documents.set(seq, parts)
      if (listening) parts.begin()
      else if (status === 'error' && fault !== undefined) parts.failed(fault)
      return parts.shown
    },
    send: (type, body, about) => client.send(room, type, body, about),
    async sendStaff(type, body, about) {
      if (staff.room === null) throw new Fault('NOT_FOUND')
      return await client.send(staff.room, type, body, about)
    },
    close() {
      if (isClosed) return
      for (const one of [...documents.values()]) one.shown.close()
      places.goodbye()
      stop()
      isClosed = true
    },
  }
}

function whoIs(client: InterviewClient): UserId {
  const state = client.session.get()
  if (state.status !== 'signed-in') throw new Fault('NOT_SIGNED_IN')
  return state.me.id
}
