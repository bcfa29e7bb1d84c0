import type { OpenInterview } from '@stoa/client/interviews'
import { useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Panel } from './Panel.tsx'
import { useRunner } from './useRunner.ts'

export interface RunPanelProps {
  readonly interview: OpenInterview
  /** The code document that is shown; undefined for none. */
  readonly document: number | undefined
}

/**
 * Runs a document's code, its tests, and shows what everybody's runs came to. That of a document that was shown stays while another
 * one is: its input, and a program that runs.
 */
export function RunPanel({ interview, document }: RunPanelProps) {
  const { content, session } = useStore(interview)
  const runner = useRunner()
  const [opened, setOpened] = useState<readonly number[]>([])
  if (document !== undefined && !opened.includes(document)) setOpened([...opened, document])
  if (session === undefined) return null
  return content.documents
    .filter(({ seq }) => opened.includes(seq))
    .map((one) => (
      <div key={one.seq} hidden={one.seq !== document} className="shrink-0">
        <Panel
          interview={interview}
          session={session}
          document={one}
          runner={runner}
          shown={one.seq === document}
        />
      </div>
    ))
}
