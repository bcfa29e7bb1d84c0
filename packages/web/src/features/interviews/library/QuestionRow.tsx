import { createSession, deleteQuestion, type Question } from '@stoa/contract/interviews'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { useTask } from '../../../components/useTask.ts'
import { plainText } from '../../chat/markdown/parse.ts'
import { languageNames } from '../editor/languageNames.ts'
import { problemOf } from '../session/faults.ts'
import { promptParts } from './promptParts.ts'

export interface QuestionRowProps {
  readonly question: Question
  readonly onEdit: (question: Question) => void
  readonly onCopy: (question: Question) => void
  readonly onDeleted: () => void
}

export function QuestionRow({ question, onEdit, onCopy, onDeleted }: QuestionRowProps) {
  const client = useClient()
  const navigate = useNavigate()
  const task = useTask()
  const [deleting, setDeleting] = useState(false)
  const { id, title, language, prompt, tests, hiddenTests } = question
  const begin = () =>
    task.run(async () => {
      const { id: session } = await client.call(createSession, { body: { title, language, question: id } })
      await navigate({ to: '/interviews/$session', params: { session } })
    })
  const remove = async () => {
    if (await task.run(() => client.call(deleteQuestion, { params: { question: id } }))) onDeleted()
  }
  return (
    <article aria-label={title} className="rounded-3xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-48 flex-1">
          <h2 className="break-words font-semibold">{title}</h2>
          <p className="text-ink-soft text-sm">
            {languageNames[language]} · {countOf(tests.length, 'test')}
            {hiddenTests.length > 0 && ` · ${hiddenTests.length} hidden`}
          </p>
        </div>
        <div className="flex items-center gap-1">
          <IconButton icon={Pencil} label={`Edit ${title}`} onClick={() => onEdit(question)} />
          <IconButton icon={Copy} label={`Duplicate ${title}`} onClick={() => onCopy(question)} />
          <IconButton icon={Trash2} label={`Delete ${title}`} onClick={() => setDeleting(true)} />
          <Button look="outline" busy={task.busy} onClick={() => void begin()}>
            <Play aria-hidden className="size-4" /> Start interview
          </Button>
        </div>
      </div>
      <p className="mt-1 line-clamp-2 text-ink-soft text-sm">
        {plainText(promptParts(prompt).find((one) => one.kind === 'text')?.text ?? '')}
      </p>
      <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      <ConfirmDialog
        open={deleting}
        title={`Delete “${title}”?`}
        text="Interviews that began with it stay as they are."
        confirm="Delete"
        onConfirm={() => void remove()}
        onClose={() => setDeleting(false)}
      />
    </article>
  )
}

function countOf(count: number, what: string): string {
  if (count === 0) return `no ${what}s`
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
