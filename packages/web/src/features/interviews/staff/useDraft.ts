import type { InterviewSession } from '@stoa/contract/interviews'
import { useSelector, useStore } from 'react-redux'
import { type Drafts, drafted, selectDraft } from '../../chat/drafts.ts'

/** A note that is half written: kept on this device as drafts of messages are, until it is sent or somebody signs out. */
export interface NoteDraft {
  readonly text: string
  /** As it is now, which may be later than what was rendered. */
  get(): string
  set(text: string): void
}

export function useDraft({ id, staffRoom }: InterviewSession): NoteDraft {
  const room = staffRoom ?? id
  const store = useStore<{ readonly drafts: Drafts }>()
  const { text } = useSelector(selectDraft(room))
  return {
    text,
    get: () => selectDraft(room)(store.getState()).text,
    set: (next) => store.dispatch(drafted({ room, draft: { text: next } })),
  }
}
