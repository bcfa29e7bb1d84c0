import { randomUuid } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import { type Document, Language, languageChanged } from '@stoa/contract/interviews'
import { sendEntry } from '@stoa/contract/rooms'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { useTask } from '../../../components/useTask.ts'
import { languageNames } from '../editor/languageNames.ts'
import { problemOf } from './faults.ts'

export interface LanguageSwitchProps {
  readonly session: RoomId
  readonly document: Document
  readonly disabled: boolean
}

/** What a document is written in; switching it does so for everybody (P4). */
export function LanguageSwitch({ session, document, disabled }: LanguageSwitchProps) {
  const client = useClient()
  const task = useTask()
  // Not by way of the outbox, which would wait its turn and hold up everything written after it.
  const change = (language: Language) =>
    task.run(() =>
      client.call(sendEntry, {
        params: { room: session },
        body: {
          type: languageChanged.name,
          clientId: randomUuid(),
          about: document.seq,
          body: { language },
        },
      }),
    )
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-2">
      <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      <select
        aria-label="Language"
        aria-busy={task.busy}
        value={document.language}
        disabled={disabled || task.busy}
        onChange={(event) => {
          const language = Language.safeParse(event.target.value)
          if (language.success) void change(language.data)
        }}
        className="min-h-8 max-w-36 rounded-lg bg-transparent px-1.5 text-ink hover:bg-sunken disabled:opacity-60"
      >
        {Object.entries(languageNames).map(([language, name]) => (
          <option key={language} value={language} className="bg-raised">
            {name}
          </option>
        ))}
      </select>
    </span>
  )
}
