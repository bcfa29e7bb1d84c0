import { createSession, Language, listQuestions, templates } from '@stoa/contract/interviews'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useCallback, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Field, fieldLook } from '../../../components/Field.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useQuery } from '../../../components/useQuery.ts'
import { useTask } from '../../../components/useTask.ts'
import { languageNames } from '../editor/languageNames.ts'
import { problemOf } from '../session/faults.ts'

/** Begins an interview and goes there: empty, from a template, or from a question of one's library. */
export function NewInterviewDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useClient()
  const navigate = useNavigate()
  const id = useId()
  const task = useTask()
  const [library] = useQuery(useCallback(() => client.call(listQuestions), [client]))
  const [title, setTitle] = useState('')
  const [language, setLanguage] = useState<Language>('javascript')
  const [from, setFrom] = useState('')
  const questions = library.status === 'ready' ? library.value.questions : []
  const template = templates.find((one) => `template ${one.id}` === from)
  const question = questions.find((one) => `question ${one.id}` === from)
  const fixed = question?.language ?? template?.language
  const named = title.trim() || question?.title || template?.title || ''
  const begin = (event: FormEvent) => {
    event.preventDefault()
    return task.run(async () => {
      const { id: session } = await client.call(createSession, {
        body: {
          title: named,
          language: fixed ?? language,
          ...(template && { template: template.id }),
          ...(question && { question: question.id }),
        },
      })
      await navigate({ to: '/interviews/$session', params: { session } })
    })
  }
  return (
    <Modal open onClose={onClose} title="New interview">
      <form onSubmit={begin} className="flex flex-col gap-4">
        <Field
          label="Title"
          placeholder={named || 'Ada Lovelace, backend'}
          maxLength={100}
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-from`} className="font-medium text-sm">
            Begin with
          </label>
          <select
            id={`${id}-from`}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            className={fieldLook}
          >
            <option value="">An empty file</option>
            {questions.length > 0 && (
              <optgroup label="My library">
                {questions.map((one) => (
                  <option key={one.id} value={`question ${one.id}`}>
                    {one.title}
                  </option>
                ))}
              </optgroup>
            )}
            <optgroup label="Templates">
              {templates.map((one) => (
                <option key={one.id} value={`template ${one.id}`}>
                  {one.title}
                </option>
              ))}
            </optgroup>
          </select>
          <Complaint>
            {library.status === 'error'
              ? `Your library could not be loaded. ${library.fault.message}`
              : undefined}
          </Complaint>
        </div>
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-language`} className="font-medium text-sm">
            Language
          </label>
          <select
            id={`${id}-language`}
            value={fixed ?? language}
            disabled={fixed !== undefined}
            onChange={(event) => setLanguage(Language.catch('text').parse(event.target.value))}
            className={fieldLook}
          >
            {Object.entries(languageNames).map(([one, name]) => (
              <option key={one} value={one}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
        <Button type="submit" busy={task.busy} disabled={named === ''}>
          Begin
        </Button>
      </form>
    </Modal>
  )
}
