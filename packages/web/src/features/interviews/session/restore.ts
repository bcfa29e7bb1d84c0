import { diff } from '@codemirror/merge'
import type { OpenDocument } from '@stoa/client/interviews'

/** Brings a document back to an earlier text, as an edit that changes no more than it must, so that it merges with others. */
export function restore(document: Pick<OpenDocument, 'doc' | 'text' | 'cameFrom'>, wanted: string): void {
  const { text, doc } = document
  const changes = diff(text.toString(), wanted, { scanLimit: 2000 })
  if (changes.length === 0) return
  document.cameFrom('restore')
  doc.transact(() => {
    // From the end, so that the offsets before stay as they are.
    for (const { fromA, toA, fromB, toB } of changes.toReversed()) {
      if (toA > fromA) text.delete(fromA, toA - fromA)
      if (toB > fromB) text.insert(fromA, wanted.slice(fromB, toB))
    }
  })
}
