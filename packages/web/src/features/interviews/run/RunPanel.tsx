import type { OpenInterview } from '@stoa/client/interviews'
import { useStore } from '../../../components/ClientContext.tsx'
import { Panel } from './Panel.tsx'
import { useRunner } from './useRunner.ts'

export interface RunPanelProps {
  readonly interview: OpenInterview
  readonly document: number
}

/** Runs a document's code, its tests, and shows what everybody's runs came to. */
export function RunPanel({ interview, document }: RunPanelProps) {
  const { content, session } = useStore(interview)
  const runner = useRunner()
  const shown = content.documents.find(({ seq }) => seq === document)
  if (shown === undefined || session === undefined) return null
  return <Panel key={document} interview={interview} session={session} document={shown} runner={runner} />
}
