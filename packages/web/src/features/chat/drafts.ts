import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** What somebody began to write in a room and did not send. */
export interface Draft {
  readonly text: string
  readonly replyTo: number | null
}
export type Drafts = Readonly<Record<string, Draft>>

export const draftsKey = 'stoa.drafts'
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
    draftsFound: (_, { payload }: PayloadAction<Drafts>) => payload,
  },
})

export const { drafted, draftsForgotten, draftsFound } = slice.actions
export const draftsReducer = slice.reducer

export function selectDraft(room: string) {
  return (state: { readonly drafts: Drafts }): Draft => state.drafts[room] ?? emptyDraft
}

/** Drafts as kept in the browser; what is there and not ours is left out. */
export function readDrafts(stored: string | null): Drafts {
  try {
    const kept: unknown = JSON.parse(stored ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, Draft] => isDraft(entry[1])),
    )
  } catch {
    return {}
  }
}

/** What was just taken over from another tab is not written again: by now there may be more. */
export function keepDrafts(storage: Storage, drafts: Drafts): void {
  const text = JSON.stringify(drafts)
  if (text !== storage.getItem(draftsKey)) storage.setItem(draftsKey, text)
}

/** Tells of drafts that another tab of this browser kept or sent, or it would be sent from here once more. Gives how to stop. */
export function followDrafts(storage: Storage, found: (drafts: Drafts) => void): () => void {
  const listener = ({ key }: StorageEvent) => {
    if (key === draftsKey) found(readDrafts(storage.getItem(draftsKey)))
  }
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('replyTo' in value)) return false
  return typeof value.text === 'string' && (value.replyTo === null || Number.isInteger(value.replyTo))
}
