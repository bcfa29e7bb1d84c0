import type { UserId } from '@stoa/contract/http'
import { Question, type QuestionContent } from '@stoa/contract/interviews'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

interface QuestionRow {
  readonly id: string
  readonly content: string
  readonly updatedAt: number
}

const columns = sql`id, content, updated_at AS "updatedAt"`

/** Looser than what may be saved now: a limit that came later takes nobody's questions away. */
const Stored = Question.omit({ id: true, updatedAt: true })

function toQuestion({ id, content, updatedAt }: QuestionRow): Question {
  return { ...Stored.parse(JSON.parse(content)), id, updatedAt }
}

export interface OwnQuestion {
  readonly id: string
  readonly owner: UserId
}

export async function readQuestions(db: Db, owner: UserId): Promise<Question[]> {
  const { rows } = await sql<QuestionRow>`
    SELECT ${columns} FROM interview_questions WHERE owner = ${owner} ORDER BY title, id`.execute(db)
  return rows.map(toQuestion)
}

export async function readQuestion(db: Db, { id, owner }: OwnQuestion): Promise<Question | null> {
  const { rows } = await sql<QuestionRow>`
    SELECT ${columns} FROM interview_questions WHERE id = ${id} AND owner = ${owner}`.execute(db)
  return rows[0] === undefined ? null : toQuestion(rows[0])
}

/** False where the owner has so many already. */
export async function insertQuestion(
  db: Db,
  question: OwnQuestion & { readonly content: QuestionContent; readonly at: number; readonly most: number },
): Promise<boolean> {
  const { id, owner, content, at, most } = question
  const { rows } = await sql`
    INSERT INTO interview_questions (id, owner, title, content, updated_at)
    SELECT ${id}::uuid, ${owner}::uuid, ${content.title}, ${JSON.stringify(content)}, ${at}::bigint
    WHERE (SELECT count(*) FROM interview_questions WHERE owner = ${owner}) < ${most}
    RETURNING id`.execute(db)
  return rows.length === 1
}

/** False where the owner has no such question. */
export async function updateQuestion(
  db: Db,
  question: OwnQuestion & { readonly content: QuestionContent; readonly at: number },
): Promise<boolean> {
  const { id, owner, content, at } = question
  const { rows } = await sql`
    UPDATE interview_questions SET title = ${content.title}, content = ${JSON.stringify(content)}, updated_at = ${at}
    WHERE id = ${id} AND owner = ${owner} RETURNING id`.execute(db)
  return rows.length === 1
}

export async function deleteQuestion(db: Db, { id, owner }: OwnQuestion): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM interview_questions WHERE id = ${id} AND owner = ${owner} RETURNING id`.execute(db)
  return rows.length === 1
}
