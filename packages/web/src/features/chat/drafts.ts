import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import * as z from 'zod'

/** What somebody began to write in a room and did not send. */
export interface Draft {
  readonly text: string
  readonly replyTo: number | null
}
export type Drafts = Readonly<Record<string, Draft>>

export const draftsKey = 'stoa.drafts'
const Stored = z.record(z.string(), z.object({ text: z.string(), replyTo: z.int().nullable() }))
export const emptyDraft: Draft = { text: '', replyTo: null }

const slice = createSlice({
  name: 'drafts',
  initialState: {} as Drafts,
  reducers: {
    drafted(drafts, { payload }: PayloadAction<{ room: string; draft: Partial<Draft> }>) {
      const draft = { ...emptyDraft, ...drafts[payload.room], ...payload.draft }
      const { [payload.room]: _, ...others } = drafts
      return draft.text === '' && draft.replyTo === null ? others : { ...others, [payload.room]: draft }
    },
    draftsForgotten: () => ({}),
  },
})

export const { drafted, draftsForgotten } = slice.actions
export const draftsReducer = slice.reducer

export function selectDraft(room: string) {
  return (state: { readonly drafts: Drafts }): Draft => state.drafts[room] ?? emptyDraft
}

/** Drafts as kept in the browser; none where what is there is not ours. */
export function readDrafts(stored: string | null): Drafts {
  try {
    const parsed = Stored.safeParse(JSON.parse(stored ?? '{}'))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}
