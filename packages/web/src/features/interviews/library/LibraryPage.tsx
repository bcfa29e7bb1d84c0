import { randomUuid } from '@stoa/client'
import { listQuestions, type Question, type Template, templates } from '@stoa/contract/interviews'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, CircleAlert, LibraryBig, Plus, SearchX } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useQuery } from '../../../components/useQuery.ts'
import { contentOf, contentOfTemplate, copyOf, emptyContent, matching } from './content.ts'
import { QuestionEditor } from './QuestionEditor.tsx'
import { QuestionRow } from './QuestionRow.tsx'
import { TemplateRow } from './TemplateRow.tsx'
import type { Draft } from './useQuestionDraft.ts'

/** The questions one begins interviews with. */
export function LibraryPage() {
  const client = useClient()
  const [query, again] = useQuery(useCallback(() => client.call(listQuestions), [client]))
  const [draft, setDraft] = useState<Draft>()
  useEffect(() => {
    document.title = 'Question library · Stoa'
    return () => {
      document.title = 'Stoa'
    }
  }, [])
  if (draft !== undefined) {
    return (
      <QuestionEditor
        draft={draft}
        onDone={() => {
          setDraft(undefined)
          again()
        }}
      />
    )
  }
  const newId = () => randomUuid()
  const write = () => setDraft({ content: emptyContent })
  return (
    <div className="h-full overflow-y-auto bg-canvas">
      <header className="sticky top-0 z-10 border-line border-b bg-surface">
        <div className="mx-auto flex min-h-16 max-w-3xl items-center gap-2 px-3 py-2">
          <Link
            to="/interviews"
            aria-label="Back to your interviews"
            className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken"
          >
            <ArrowLeft aria-hidden className="size-5" />
          </Link>
          <h1 className="mr-auto min-w-0 truncate font-display font-semibold text-xl tracking-tight">
            Question library
          </h1>
          <Button onClick={write}>
            <Plus aria-hidden className="size-4.5" /> New question
          </Button>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-3xl flex-col gap-6 px-4 py-6 outline-none">
        {query.status === 'loading' && <ListSkeleton />}
        {query.status === 'error' && (
          <div role="alert">
            <Notice
              icon={CircleAlert}
              title="Your library could not be loaded"
              action={
                <Button look="outline" onClick={again}>
                  Try again
                </Button>
              }
            >
              {query.fault.message}
            </Notice>
          </div>
        )}
        {query.status === 'ready' && (
          <Questions
            questions={query.value.questions}
            onNew={write}
            onEdit={(question) => setDraft({ id: question.id, content: contentOf(question) })}
            onCopy={(question) => setDraft({ content: copyOf(contentOf(question), newId) })}
            onTemplate={(template) => setDraft({ content: contentOfTemplate(template, newId) })}
            onChanged={again}
          />
        )}
      </main>
    </div>
  )
}

interface QuestionsProps {
  readonly questions: readonly Question[]
  readonly onNew: () => void
  readonly onEdit: (question: Question) => void
  readonly onCopy: (question: Question) => void
  readonly onTemplate: (template: Template) => void
  readonly onChanged: () => void
}

function Questions({ questions, onNew, onEdit, onCopy, onTemplate, onChanged }: QuestionsProps) {
  const [words, setWords] = useState('')
  const found = matching(questions, words)
  const foundTemplates = matching(templates, words)
  return (
    <>
      <input
        type="search"
        aria-label="Search questions"
        placeholder="Search questions"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className={fieldLook}
      />
      <section aria-label="My questions" className="flex flex-col gap-2">
        {questions.length === 0 && (
          <Notice
            icon={LibraryBig}
            title="No questions yet"
            action={<Button onClick={onNew}>Write one</Button>}
          >
            A question has a prompt, starter code, tests the candidate sees, tests they do not, and a rubric.
          </Notice>
        )}
        {questions.length > 0 && found.length === 0 && (
          <Notice icon={SearchX} title="Nothing found">
            No question of yours holds these words.
          </Notice>
        )}
        <ul className="flex flex-col gap-2">
          {found.map((question) => (
            <li key={question.id}>
              <QuestionRow question={question} onEdit={onEdit} onCopy={onCopy} onDeleted={onChanged} />
            </li>
          ))}
        </ul>
      </section>
      {foundTemplates.length > 0 && (
        <section aria-labelledby="templates" className="flex flex-col gap-2">
          <h2 id="templates" className="font-medium text-ink-soft text-sm">
            Templates to begin from
          </h2>
          <ul className="grid gap-2 sm:grid-cols-2">
            {foundTemplates.map((template) => (
              <li key={template.id}>
                <TemplateRow template={template} onCopy={onTemplate} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function ListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-2">
      <span className="sr-only">Loading your questions…</span>
      {['w-full', 'w-[99%]', 'w-[98%]'].map((width) => (
        <Skeleton key={width} className={`h-20 rounded-3xl ${width}`} />
      ))}
    </div>
  )
}
