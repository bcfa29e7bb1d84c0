import { createCutter } from './engine/cutter.ts'
import type { Cut, CutFrames } from './films.ts'

const cutters = new Map<number, ReturnType<typeof createCutter>>()

addEventListener('message', ({ data }: MessageEvent<Cut>) => {
  const cutter = cutters.get(data.document) ?? createCutter()
  cutters.set(data.document, cutter)
  postMessage({ frames: cutter(data.steps) } satisfies CutFrames)
})
