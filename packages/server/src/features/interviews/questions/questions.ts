import { Fault, type UserId } from '@stoa/contract/http'
import type { Question, QuestionContent } from '@stoa/contract/interviews'
import type { Needs } from '../needs.ts'
import { deleteQuestion, insertQuestion, type OwnQuestion, readQuestions, updateQuestion } from './store.ts'

type QuestionNeeds = Pick<Needs, 'database' | 'clock' | 'newId'>

/** The most questions a library has: a list of them is read whole. */
const most = 200

/** What somebody may begin interviews from, each of it their own. */
export interface Library {
  list(owner: UserId): Promise<Question[]>
  /** Faults: CONFLICT for a full library. */
  add(owner: UserId, content: QuestionContent): Promise<Question>
  /** Faults: NOT_FOUND. */
  change(question: OwnQuestion, content: QuestionContent): Promise<Question>
  /** Faults: NOT_FOUND. */
  remove(question: OwnQuestion): Promise<void>
}

export function createLibrary({ database, clock, newId }: QuestionNeeds): Library {
  const { db } = database
  return {
    list: (owner) => readQuestions(db, owner),
    async add(owner, content) {
      const question = { id: newId(), owner, content, at: clock() }
      if (!(await insertQuestion(db, { ...question, most })))
        throw new Fault('CONFLICT', `A library has at most ${most} questions.`, { details: { limit: most } })
      return { ...content, id: question.id, updatedAt: question.at }
    },
    async change({ id, owner }, content) {
      const at = clock()
      if (!(await updateQuestion(db, { id, owner, content, at }))) throw new Fault('NOT_FOUND')
      return { ...content, id, updatedAt: at }
    },
    async remove(question) {
      if (!(await deleteQuestion(db, question))) throw new Fault('NOT_FOUND')
    },
  }
}
