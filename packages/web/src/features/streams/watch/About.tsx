import type { Stream } from '@stoa/contract/streams'
import { Avatar } from '../../../components/Avatar.tsx'
import { usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { viewersText } from '../pages/time.ts'

/** Who it is by and what it is about. */
export function About({ stream }: { readonly stream: Stream }) {
  const host = usePerson(stream.host)
  const times = useTimes()
  const name = host?.name ?? '…'
  const when = stream.startedAt ?? stream.scheduledFor
  const began = stream.startedAt !== null
  const facts = [
    when !== null && times.full(when),
    stream.status === 'ended' && began && `at most ${viewersText(stream.peak)}`,
  ]
  return (
    <section aria-label="About this stream" className="flex gap-3">
      <Avatar id={stream.host} name={name} picture={host?.picture} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold">{name}</p>
        <p className="text-ink-soft text-sm">{facts.filter((fact) => fact !== false).join(' · ')}</p>
        {stream.description !== '' && (
          <p className="mt-2 whitespace-pre-wrap break-words">{stream.description}</p>
        )}
      </div>
    </section>
  )
}
