import { randomUUID } from 'node:crypto'
import { HocuspocusProvider } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { type Beginning, becomes, type Desk, inTurn, type Readers, type Visit } from './table.ts'

/** As long as Stoa's SDK leaves between two updates, in ms. */
const gathering = 25

/** Begins a document with a writer by Hocuspocus's own provider. */
export async function writeAtHocuspocus({ url, pen }: Beginning): Promise<Desk> {
  const document = randomUUID()
  const seat = await sit({
    ...{ url: url.replace('http', 'ws'), name: document },
    flushDelay: pen === 'hocuspocus merged' ? gathering : false,
  })
  // The provider counts messages, and what it gathers is one of them.
  let typed = 0
  let taken = 0
  seat.document.on(
    'update',
    (_change: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) typed += 1
    },
  )
  seat.on('unsyncedChanges', ({ number }: { number: number }) => {
    if (number === 0) taken = typed
  })
  return {
    begun: { document, path: null },
    text: seat.document.getText('text'),
    unacknowledged: () => (pen === 'hocuspocus merged' ? typed - taken : seat.unsyncedChanges),
    close: async () => seat.destroy(),
  }
}

/** Readers by its own provider, each on a connection of their own. */
export async function readAtHocuspocus({ url, document, tokens }: Visit): Promise<Readers> {
  const seats = await inTurn(tokens, () =>
    sit({ url: url.replace('http', 'ws'), name: document, flushDelay: false }),
  )
  return {
    texts: seats.map((seat) => seat.document.getText('text')),
    async close() {
      for (const seat of seats) seat.destroy()
    },
  }
}

/** The same as `visitStoa`. */
export async function visitHocuspocus(
  { url, document }: Visit,
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
