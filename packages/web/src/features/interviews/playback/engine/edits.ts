import * as Y from 'yjs'

/** A change of a text: what was removed at an offset (UTF-16 units) gave way to what was inserted there. */
export interface Edit {
  readonly from: number
  readonly removed: number
  readonly inserted: string
}

export interface EditReader {
  /** What the next update does to the text, as edits to make one after the other; none where nothing is seen of it. */
  read(update: Uint8Array): readonly Edit[]
  text(): string
}

/** A character of the text and where it was. */
interface Place {
  readonly id: Y.ID
  readonly offset: number
}

interface Touched extends Edit {
  readonly item: Y.Item
}

/**
 * Follows a Yjs text update by update. Yjs's own deltas walk the whole document for each update, which takes a minute for 260,000
 * of them; people write near where they wrote before, so this walks from there, in both directions.
 */
export function createEditReader(): EditReader {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  let length = 0
  let last: Place | undefined
  let edits: readonly Edit[] = []

  text.observe((_, transaction) => {
    const touched = createTouched({ text, transaction, length, last })
    const changes = joined([...touched.insertions(), ...touched.deletions()])
    let shift = 0
    edits = changes.map(({ item, ...change }) => {
      const from = change.from + shift
      shift += change.inserted.length - change.removed
      last = { id: item.id, offset: from }
      return { ...change, from }
    })
    length += shift
  })

  return {
    read(update) {
      edits = []
      Y.applyUpdate(doc, update)
      return edits
    },
    text: () => text.toString(),
  }
}

/** In the order of the text, and as one where they touch. */
function joined(changes: readonly Touched[]): readonly Touched[] {
  const inOrder: Touched[] = []
  for (const change of changes.toSorted((one, other) => one.from - other.from)) {
    const before = inOrder.at(-1)
    if (before === undefined || before.from + before.removed < change.from) {
      inOrder.push(change)
      continue
    }
    inOrder[inOrder.length - 1] = {
      from: before.from,
      removed: before.removed + change.removed,
      inserted: before.inserted + change.inserted,
      // A character that stands at the start of the change once it is made, or was deleted there.
      item: before.inserted === '' ? change.item : before.item,
    }
  }
  return inOrder
}

/** What a transaction added to a text and deleted from it, with offsets into the text as it was before. */
function createTouched(about: {
  readonly text: Y.Text
  readonly transaction: Y.Transaction
  readonly length: number
  readonly last: Place | undefined
}) {
  const { text, transaction, length } = about
  const { store } = transaction.doc
  const added = new Set<Y.Item>()
  for (const [client, after] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0
    const structs = store.clients.get(client)
    if (before >= after || structs === undefined) continue
    for (let at = Y.findIndexSS(structs, before); at < structs.length; at += 1) {
      const struct = structs[at]
      if (struct instanceof Y.Item && !struct.deleted && isOf(text, struct)) added.add(struct)
    }
  }
  const deleted = new Set<Y.Item>()
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    const isOld = struct.id.clock < (transaction.beforeState.get(struct.id.client) ?? 0)
    if (struct instanceof Y.Item && isOld && isOf(text, struct)) deleted.add(struct)
  })

  /** How much of it was seen before the transaction. */
  const width = (item: Y.Item): number => {
    if (deleted.has(item)) return item.length
    return item.deleted || added.has(item) || !(item.content instanceof Y.ContentString) ? 0 : item.length
  }
  let known = about.last === undefined ? undefined : itemOf(about.last)

  function itemOf({ id, offset }: Place): { item: Y.Item; offset: number } | undefined {
    const item = Y.getItem(store, id)
    if (!(item instanceof Y.Item)) return undefined
    return { item, offset: width(item) === 0 ? offset : offset - (id.clock - item.id.clock) }
  }

  function offsetOf(item: Y.Item): number {
    const offset = walk(item)
    known = { item, offset }
    return offset
  }

  function walk(item: Y.Item): number {
    let left = item.left
    let before = 0
    let right: Y.Item | null = item
    let ahead = 0
    for (;;) {
      if (right !== null && right === known?.item) return known.offset - ahead
      if (left === null) return before
      before += width(left)
      if (left === known?.item) return known.offset + before
      left = left.left
      if (right === null) return length - ahead
      ahead += width(right)
      right = right.right
    }
  }

  function* insertions(): Generator<Touched> {
    const waiting = new Set(added)
    for (const one of added) {
      if (!waiting.has(one)) continue
      let first = one
      while (first.left !== null && width(first.left) === 0) first = first.left
      let inserted = ''
      let item: Y.Item | undefined
      for (let next: Y.Item | null = first; next !== null && width(next) === 0; next = next.right) {
        if (!waiting.delete(next)) continue
        item ??= next
        inserted += next.content instanceof Y.ContentString ? next.content.str : ''
      }
      if (item !== undefined) yield { from: offsetOf(item), removed: 0, inserted, item }
    }
  }

  function* deletions(): Generator<Touched> {
    for (const item of deleted) {
      yield { from: offsetOf(item), removed: item.length, inserted: '', item }
    }
  }

  return { insertions, deletions }
}

function isOf(text: Y.Text, item: Y.Item): boolean {
  return item.parent === text && item.content instanceof Y.ContentString
}
