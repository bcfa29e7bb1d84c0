import { randomUUID } from 'node:crypto'
import { HocuspocusProvider } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { becomes, type Invitation, inTurn, type Table } from './table.ts'

/** As long as Stoa's SDK leaves between two updates, in ms. */
const gathering = 25

/** Everybody by Hocuspocus's own provider, each on a connection of their own. */
export async function sitAtHocuspocus({ url, document, tokens, pen }: Invitation): Promise<Table> {
  const name = document === '' ? randomUUID() : document
  const at = { url: url.replace('http', 'ws'), name }
  const seats = await inTurn(tokens, (_, place) =>
    sit({ ...at, flushDelay: place === 0 && pen === 'hocuspocus merged' ? gathering : false }),
  )
  const [writer] = seats
  if (writer === undefined) throw new Error('nobody writes')
  // The provider counts messages, and what it gathers is one of them.
  let typed = 0
  let taken = 0
  writer.document.on(
    'update',
    (_change: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) typed += 1
    },
  )
  writer.on('unsyncedChanges', ({ number }: { number: number }) => {
    if (number === 0) taken = typed
  })
  return {
    document: name,
    texts: seats.map((seat) => seat.document.getText('text')),
    unacknowledged: () => (pen === 'hocuspocus merged' ? typed - taken : writer.unsyncedChanges),
    async close() {
      for (const seat of seats) seat.destroy()
    },
  }
}

/** The same as `visitStoa`. */
export async function visitHocuspocus(
  { url, document }: Invitation,
  wanted: (text: Y.Text) => boolean,
): Promise<number> {
  const began = performance.now()
  const visitor = await sit({ url: url.replace('http', 'ws'), name: document, flushDelay: false })
  await becomes(visitor.document.getText('text'), wanted)
  const took = performance.now() - began
  visitor.destroy()
  return took
}

function sit(at: { url: string; name: string; flushDelay: number | false }): Promise<HocuspocusProvider> {
  return new Promise((resolve) => {
    const provider = new HocuspocusProvider({
      ...at,
      document: new Y.Doc(),
      onSynced: ({ state }) => {
        if (state) resolve(provider)
      },
    })
  })
}
