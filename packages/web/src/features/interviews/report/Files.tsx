import { languageNames } from '../editor/languageNames.ts'
import { stateAt } from '../playback/engine/places.ts'
import type { Recording } from '../playback/engine/recording.ts'
import type { Films } from '../playback/films.ts'
import { Part } from './Part.tsx'

export interface FilesProps {
  readonly recording: Recording
  readonly films: Films
}

/** The documents as they were left. */
export function Files({ recording, films }: FilesProps) {
  const { documents } = stateAt(recording, recording.seqs.length - 1)
  return (
    <Part title="Final code">
      {documents.length === 0 && <p className="text-ink-soft">No documents were left.</p>}
      <div className="flex flex-col gap-5">
        {documents.map(({ seq, name, kind, language }) => (
          <article key={seq} aria-label={name}>
            <h3 className="mb-1 break-after-avoid font-medium">
              {name}{' '}
              <span className="font-normal text-ink-soft text-sm">
                {kind === 'code' ? languageNames[language] : 'Drawing'}
              </span>
            </h3>
            {kind === 'code' ? (
              <Code text={films.film(seq)?.textAt(Number.POSITIVE_INFINITY).toString() ?? ''} />
            ) : (
              <p className="text-ink-soft text-sm">Open the interview to see the drawing.</p>
            )}
          </article>
        ))}
      </div>
    </Part>
  )
}

function Code({ text }: { readonly text: string }) {
  if (text === '') return <p className="text-ink-soft text-sm">Empty.</p>
  return (
    <pre className="whitespace-pre-wrap break-words rounded-xl border border-line bg-raised p-3 font-mono text-[0.8125rem] leading-normal print:text-[0.7rem]">
      {text}
    </pre>
  )
}
