import type { Store } from '@stoa/client'
import { type CutStep, cutStepsOf } from './engine/cutter.ts'
import { createFilm, type Film, type Frame } from './engine/film.ts'
import type { RecordedDocument, Recording } from './engine/recording.ts'

/** What the worker is asked: the next steps of a document. */
export interface Cut {
  readonly document: number
  readonly steps: readonly CutStep[]
}

/** What it answers. */
export interface CutFrames {
  readonly frames: readonly Frame[]
}

export interface Cutting {
  /** How much is done, 0 to 1. */
  readonly share: number
  /** Could a part of it not be read? */
  readonly broken: boolean
}

export interface Films extends Store<Cutting> {
  /** What is there of a document so far; undefined for one that is no text. */
  film(document: number): Film | undefined
  close(): void
}

/** Asked at once: few enough that neither this page nor the answer waits. */
const together = 3000

/** Has the films of all code documents made in a worker, so that the page stays alive. */
export function cutFilms({ documents }: Pick<Recording, 'documents'>): Films {
  const worker = new Worker(new URL('./cutting.worker.ts', import.meta.url), { type: 'module' })
  const texts = documents.filter((one) => one.kind === 'code')
  const films = new Map(texts.map((one) => [one.seq, createFilm()]))
  const total = texts.reduce((sum, one) => sum + one.steps.length, 0)
  const cuts = texts.flatMap(cutsOf)
  const listeners = new Set<() => void>()
  let asked = 0
  let done = 0
  let state: Cutting = { share: total === 0 ? 1 : 0, broken: false }

  const set = (change: Partial<Cutting>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const ask = (): void => {
    const cut = cuts[asked]
    if (cut === undefined) worker.terminate()
    else worker.postMessage(cut)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<CutFrames>) => {
    const cut = cuts[asked]
    if (cut === undefined) return
    films.get(cut.document)?.add(data.frames)
    done += cut.steps.length
    asked += 1
    set({ share: done / total })
    ask()
  })
  worker.addEventListener('error', () => {
    worker.terminate()
    set({ broken: true })
  })
  ask()

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    film: (document) => films.get(document),
    close: () => worker.terminate(),
  }
}

function cutsOf({ seq, steps }: RecordedDocument): Cut[] {
  const cuts: Cut[] = []
  const all = cutStepsOf(steps)
  for (let at = 0; at < all.length; at += together)
    cuts.push({ document: seq, steps: all.slice(at, at + together) })
  return cuts
}
