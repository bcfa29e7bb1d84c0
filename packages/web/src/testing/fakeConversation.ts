import type { Conversation, LiveItem, LiveMessage, OpenConversation } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import { cell } from './cell.ts'
import type { FakeRoom } from './fakeRooms.ts'

const page = 40

/** A window onto a room's items that grows by pages, with a little delay, as the real one does. */
export function fakeConversation({ room, items, members }: FakeRoom, me: UserId): OpenConversation {
  let from = Math.max(0, items.get().length - page)
  let to = Number.POSITIVE_INFINITY
  const view = (loading: Conversation['loading']): Conversation => ({
    room: room.get().id,
    items: items.get().slice(from, to),
    status: 'ready',
    more: { before: from > 0, after: to < items.get().length },
    loading,
    members,
  })
  const still = { before: false, after: false }
  const state = cell<Conversation>({ ...view(still), items: [], status: 'loading' })
  const show = () => state.set(view(still))
  setTimeout(show, 60)
  const stop = items.subscribe(show)

  const change = (match: (item: LiveMessage) => boolean, next: (item: LiveMessage) => LiveMessage) =>
    items.set(items.get().map((item) => (item.kind === 'message' && match(item) ? next(item) : item)))
  const advance = (clientId: string, state: LiveMessage['state'], delay: number) =>
    setTimeout(
      () =>
        change(
          (item) => item.clientId === clientId,
          (item) => ({ ...item, state }),
        ),
      delay,
    )

  const load = (which: 'before' | 'after') =>
    new Promise<void>((resolve) => {
      state.set(view({ ...still, [which]: true }))
      setTimeout(() => {
        if (which === 'before') from = Math.max(0, from - page)
        else to += page
        if (to >= items.get().length) to = Number.POSITIVE_INFINITY
        show()
        resolve()
      }, 250)
    })

  return {
    get: state.get,
    subscribe: state.subscribe,
    loadBefore: () => load('before'),
    loadAfter: () => load('after'),
    async jumpTo(place) {
      const all: readonly LiveItem[] = items.get()
      const found = all.findIndex((item) => ('seq' in place ? item.seq >= place.seq : item.at >= place.from))
      const index = found === -1 ? all.length - 1 : found
      from = Math.max(0, index - page / 2)
      to = index + page / 2
      if (to >= all.length) to = Number.POSITIVE_INFINITY
      show()
      return all[index]?.seq ?? 0
    },
    async jumpToNewest() {
      from = Math.max(0, items.get().length - page)
      to = Number.POSITIVE_INFINITY
      show()
    },
    send({ text, replyTo }) {
      const clientId = crypto.randomUUID()
      const seq = items.get().length + 1
      const quoted = items.get().find((item) => item.seq === replyTo)
      const sent: LiveMessage = {
        kind: 'message',
        seq,
        author: me,
        at: Date.now(),
        clientId,
        text,
        deleted: false,
        editedAt: null,
        replyTo: replyTo ?? null,
        forwardedFrom: null,
        reactions: {},
        asOf: seq,
        state: 'waiting',
        quoted: quoted?.kind === 'message' ? quoted : null,
      }
      items.set([...items.get(), sent])
      room.set({ ...room.get(), latestItem: sent, activeAt: sent.at })
      advance(clientId, text === 'fail' ? 'failed' : 'sent', 400)
      if (text === 'fail') return
      advance(clientId, 'delivered', 900)
      advance(clientId, 'read', 1600)
    },
    forward() {},
    edit: (seq, text) =>
      change(
        (item) => item.seq === seq,
        (item) => ({ ...item, text, editedAt: Date.now() }),
      ),
    remove: (seq) =>
      change(
        (item) => item.seq === seq,
        (item) => ({ ...item, text: '', deleted: true, reactions: {} }),
      ),
    react: (seq, emoji) =>
      change(
        (item) => item.seq === seq,
        (item) => {
          const { [me]: own, ...others } = item.reactions
          return { ...item, reactions: own === emoji ? others : { ...others, [me]: emoji } }
        },
      ),
    retry: (clientId) => advance(clientId, 'sent', 300),
    discard: (clientId) =>
      items.set(items.get().filter((item) => !(item.kind === 'message' && item.clientId === clientId))),
    typing() {},
    read: (seq) => room.set({ ...room.get(), unread: 0, read: seq }),
    close: stop,
  }
}
