import { createEditReader, type EditReader } from './engine/edits.ts'
import type { Cut, CutFrames } from './films.ts'

const readers = new Map<number, EditReader>()

addEventListener('message', ({ data }: MessageEvent<Cut>) => {
  const reader = readers.get(data.document) ?? createEditReader()
  readers.set(data.document, reader)
  const frames = data.updates.flatMap(({ index, update }) =>
    reader.read(bytesOf(update)).map((edit) => ({ ...edit, index })),
  )
  postMessage({ frames } satisfies CutFrames)
})

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
