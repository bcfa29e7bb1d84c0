import type { Stream } from '../protocol.ts'

export interface Piece {
  readonly stream: Stream
  readonly text: string
  /** How many characters were written before. */
  readonly at: number
}

/** What a program wrote, in order; what is beside each other in one stream is one piece. */
export interface Transcript {
  readonly pieces: readonly Piece[]
  /** It wrote more than was kept. */
  readonly cut: boolean
}

/** Gathers what comes fast and tells of it at most once in `pause` ms, so that a runaway program does not freeze the page. */
export function gather(tell: (transcript: Transcript) => void, pause = 60) {
  const pieces: Piece[] = []
  let written = 0
  let cut = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const get = (): Transcript => ({ pieces: [...pieces], cut })
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      tell(get())
    }, pause)
  }
  return {
    write(stream: Stream, text: string) {
      const last = pieces.at(-1)
      if (last?.stream === stream) pieces[pieces.length - 1] = { ...last, text: last.text + text }
      else pieces.push({ stream, text, at: written })
      written += text.length
      changed()
    },
    cut() {
      cut = true
      changed()
    },
    /** The whole of it; nothing is told any more. */
    end(): Transcript {
      clearTimeout(timer)
      return get()
    },
  }
}

/** What was written to these streams. */
export function textOf({ pieces }: Transcript, streams: readonly Stream[] = ['out', 'err', 'note']): string {
  return pieces
    .filter(({ stream }) => streams.includes(stream))
    .map(({ text }) => text)
    .join('')
}
