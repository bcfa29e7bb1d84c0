import { createEmotes } from '@stoa/client/streaming'
import type { RoomId } from '@stoa/contract/http'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useClient, useStore } from '../../components/ClientContext.tsx'
import { useAllowedEmotes } from './useAllowedEmotes.ts'

/** How long it says that one is too fast. */
const rests = 1200

/** One press, one emote. The keys 1 to 9 send the first nine from anywhere but a field. */
export function EmoteBar({ stream }: { readonly stream: RoomId }) {
  const client = useClient()
  const emotes = useMemo(() => createEmotes(client, stream), [client, stream])
  useEffect(() => emotes.stop, [emotes])
  const online = useStore(client.connection).status === 'online'
  const allowed = useAllowedEmotes(stream)
  const [tooFast, setTooFast] = useState(0)
  const [place, setPlace] = useState(0)

  useEffect(() => {
    if (tooFast === 0) return
    const timer = setTimeout(() => setTooFast(0), rests)
    return () => clearTimeout(timer)
  }, [tooFast])

  useEffect(() => {
    if (!online) return
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      // A key that is held is one wish, not twenty a second.
      if (event.repeat) return
      const emote = /^[1-9]$/.test(event.key) ? allowed[Number(event.key) - 1] : undefined
      if (emote !== undefined && !emotes.send(emote)) setTooFast((times) => times + 1)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [allowed, emotes, online])

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = (place + step + allowed.length) % allowed.length
    setPlace(next)
    event.currentTarget.querySelectorAll('button')[next]?.focus()
  }
  return (
    <section aria-label="Send an emote" className="flex flex-col gap-1">
      <div
        role="toolbar"
        aria-label="Emotes"
        onKeyDown={move}
        className="flex flex-wrap gap-1.5 rounded-2xl border border-line bg-surface p-1.5"
      >
        {allowed.map((emote, at) => (
          <button
            key={emote}
            type="button"
            aria-label={at < 9 ? `Send ${emote} (key ${at + 1})` : `Send ${emote}`}
            title={at < 9 ? `${emote} (${at + 1})` : emote}
            disabled={!online}
            tabIndex={at === Math.min(place, allowed.length - 1) ? 0 : -1}
            onFocus={() => setPlace(at)}
            onClick={() => {
              if (!emotes.send(emote)) setTooFast((times) => times + 1)
            }}
            className="grid h-11 min-w-11 place-items-center rounded-xl px-2 font-semibold text-xl transition-transform hover:bg-sunken active:scale-90 disabled:opacity-45"
          >
            {emote}
          </button>
        ))}
      </div>
      <p role="status" className="min-h-5 text-ink-soft text-sm">
        {!online && 'Emotes can be sent again as soon as you are connected.'}
        {online && tooFast > 0 && 'That is faster than anybody can count: a moment, please.'}
      </p>
    </section>
  )
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="slider"]') !== null)
  )
}
