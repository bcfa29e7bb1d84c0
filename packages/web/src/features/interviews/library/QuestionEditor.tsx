import { Language } from '@stoa/contract/interviews'
import { ArrowLeft } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { Field, fieldLook } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { languageNames } from '../editor/languageNames.ts'
import { CriteriaField } from '../staff/CriteriaField.tsx'
import { criteriaIn } from '../staff/criteria.ts'
import { CasesField } from './CasesField.tsx'
import { CodeField } from './CodeField.tsx'
import { PromptField } from './PromptField.tsx'
import { type Draft, useQuestionDraft } from './useQuestionDraft.ts'

export interface QuestionEditorProps {
  readonly draft: Draft
  /** Saved, or left. */
  readonly onDone: () => void
}

export function QuestionEditor({ draft, onDone }: QuestionEditorProps) {
  const id = useId()
  const { content, busy, problem, changed, change, save } = useQuestionDraft(draft, onDone)
  const [leaving, setLeaving] = useState(false)
  const [criteria, setCriteria] = useState(() => content.rubric.join('\n'))
  const leave = () => (changed ? setLeaving(true) : onDone())
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void save()
      }}
      className="h-full overflow-y-auto bg-canvas"
    >
      <header className="sticky top-0 z-10 border-line border-b bg-surface">
        <div className="mx-auto flex min-h-16 max-w-3xl items-center gap-2 px-3 py-2">
          <IconButton icon={ArrowLeft} label="Back to the library" onClick={leave} />
          <h1 className="mr-auto min-w-0 truncate font-display font-semibold text-xl tracking-tight">
            {draft.id === undefined ? 'New question' : 'Edit question'}
          </h1>
          <Button type="submit" busy={busy}>
            Save
          </Button>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-6 outline-none">
        <Complaint>{problem}</Complaint>
        <Field
          label="Title"
          maxLength={100}
          autoComplete="off"
          value={content.title}
          onChange={(event) => change({ title: event.target.value })}
        />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-language`} className="font-medium text-sm">
            Language
          </label>
          <select
            id={`${id}-language`}
            value={content.language}
            onChange={(event) => change({ language: Language.catch('text').parse(event.target.value) })}
            className={fieldLook}
          >
            {Object.entries(languageNames).map(([language, name]) => (
              <option key={language} value={language}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <PromptField text={content.prompt} onChange={(prompt) => change({ prompt })} />
        <CodeField
          label="Starter code"
          language={content.language}
          code={content.code}
          onChange={(code) => change({ code })}
        />
        <CasesField
          label="Tests"
          hint="Everybody in the interview sees these."
          cases={content.tests}
          onChange={(tests) => change({ tests })}
        />
        <CasesField
          label="Hidden tests"
          hint="Only interviewers ever get these."
          cases={content.hiddenTests}
          onChange={(hiddenTests) => change({ hiddenTests })}
        />
        <CriteriaField
          text={criteria}
          onChange={(text) => {
            setCriteria(text)
            change({ rubric: [...criteriaIn(text)] })
          }}
        />
      </main>
      <ConfirmDialog
        open={leaving}
        title="Leave without saving?"
        text="What you wrote here will be lost."
        confirm="Leave"
        onConfirm={onDone}
        onClose={() => setLeaving(false)}
      />
    </form>
  )
}
