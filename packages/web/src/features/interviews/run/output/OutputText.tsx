import { useEffect, useRef } from 'react'
import type { Piece } from './transcript.ts'

const looks = { out: '', err: 'text-danger', note: 'text-ink-soft' } as const

export interface OutputTextProps {
  readonly pieces: readonly Piece[]
  /** Keeps its end in sight. */
  readonly follow?: boolean
}

/** What a program wrote. */
export function OutputText({ pieces, follow = false }: OutputTextProps) {
  const end = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (follow && pieces.length > 0) end.current?.scrollIntoView({ block: 'nearest' })
  }, [follow, pieces])
  return (
    <pre className="whitespace-pre-wrap break-words p-3 font-mono text-[0.8125rem] leading-relaxed">
      {pieces.map(({ stream, text, at }) => (
        <span key={at} className={looks[stream]}>
          {text}
        </span>
      ))}
      <span ref={end} />
    </pre>
  )
}
