import { changeQuestion, createQuestion, type QuestionContent } from '@stoa/contract/interviews'
import { useState } from 'react'
import type * as z from 'zod'
import { useClient } from '../../../components/ClientContext.tsx'
import { useTask } from '../../../components/useTask.ts'
import { problemIn } from './content.ts'

type Content = z.output<typeof QuestionContent>

/** A question being written. One without an id is new. */
export interface Draft {
  readonly id?: string
  readonly content: Content
}

export function useQuestionDraft({ id, content: before }: Draft, onSaved: () => void) {
  const client = useClient()
  const { busy, fault, run } = useTask()
  const [content, setContent] = useState(before)
  const [asked, setAsked] = useState(false)
  const problem = problemIn(content)
  return {
    content,
    busy,
    /** Said once saving was tried. */
    problem: fault?.message ?? (asked ? problem : undefined),
    changed: content !== before,
    change: (change: Partial<Content>) => setContent((now) => ({ ...now, ...change })),
    async save() {
      setAsked(true)
      if (problem !== undefined) return
      const saved = await run(() =>
        id === undefined
          ? client.call(createQuestion, { body: content })
          : client.call(changeQuestion, { params: { question: id }, body: content }),
      )
      if (saved) onSaved()
    },
  }
}
