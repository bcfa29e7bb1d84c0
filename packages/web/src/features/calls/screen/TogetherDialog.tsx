import type { CallView } from '@stoa/contract/calls'
import { createSession, documentBegun } from '@stoa/contract/interviews'
import { CodeXml, ExternalLink, PenTool } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'

export interface TogetherDialogProps {
  readonly call: CallView
  /** The other one's. */
  readonly name: string
  readonly onClose: () => void
}

/** Begins an interview session beside the call and puts its link into the call's chat. */
export function TogetherDialog({ call, name, onClose }: TogetherDialogProps) {
  const client = useClient()
  const task = useTask()
  const [made, setMade] = useState<string>()
  const begin = (drawing: boolean) =>
    task.run(async () => {
      const title = drawing ? 'Whiteboard' : 'Code'
      const session = await client.call(createSession, {
        body: { title: `${title} with ${name}`.slice(0, 100) },
      })
      if (drawing) {
        const body = { kind: 'drawing', name: 'Whiteboard', language: session.language } as const
        await client.send(session.id, documentBegun, body)
      }
      const chat = client.open(call.id)
      const path = session.links?.candidate
      if (path !== undefined) chat.send({ text: `${title} for the two of us: ${location.origin}${path}` })
      chat.close()
      setMade(`/interviews/${session.id}`)
    })
  return (
    <Modal open onClose={onClose} title="Write or draw together">
      {made === undefined ? (
        <div className="flex flex-col gap-3">
          <p className="text-ink-soft">
            Opens a page for the two of you beside the call. {name} gets its link in the call’s chat.
          </p>
          <Button look="outline" disabled={task.busy} onClick={() => void begin(false)}>
            <CodeXml aria-hidden className="size-4.5" /> Code editor
          </Button>
          <Button look="outline" disabled={task.busy} onClick={() => void begin(true)}>
            <PenTool aria-hidden className="size-4.5" /> Whiteboard
          </Button>
          <Complaint>{task.fault?.message}</Complaint>
        </div>
      ) : (
        <div className="flex flex-col items-start gap-3">
          <p role="status">It is ready, and its link is in the chat.</p>
          <a
            href={made}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-10 items-center gap-2 rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
          >
            <ExternalLink aria-hidden className="size-4.5" /> Open it in a new tab
          </a>
        </div>
      )}
    </Modal>
  )
}
