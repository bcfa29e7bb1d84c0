import { Volume2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import type { CallSession } from '../session/callSession.ts'

/** What the other one says, on whatever page one is, from the chosen speaker. */
export function RemoteSound({ session }: { readonly session: CallSession }) {
  const { remote } = useStore(session.call.link)
  const { chosen } = useStore(session.local)
  const element = useRef<HTMLAudioElement>(null)
  const [blocked, setBlocked] = useState(false)
  useEffect(() => {
    const audio = element.current
    if (audio === null) return
    audio.srcObject = remote.audio === undefined ? null : new MediaStream([remote.audio])
    if (remote.audio === undefined) return
    audio.play().then(
      () => setBlocked(false),
      (error: unknown) => setBlocked(error instanceof DOMException && error.name === 'NotAllowedError'),
    )
  }, [remote.audio])
  useEffect(() => {
    const audio = element.current
    if (audio === null || chosen.speaker === undefined || !('setSinkId' in audio)) return
    // A speaker that was pulled out: the browser goes on with the usual one.
    audio.setSinkId(chosen.speaker).catch(() => {})
  }, [chosen.speaker])
  return (
    <>
      <audio ref={element} autoPlay aria-label="The call">
        <track kind="captions" />
      </audio>
      {blocked && (
        <div className="fixed inset-x-0 top-20 z-50 flex justify-center">
          <Button
            onClick={() => {
              setBlocked(false)
              void element.current?.play()
            }}
          >
            <Volume2 aria-hidden className="size-4.5" /> Let me hear them
          </Button>
        </div>
      )}
    </>
  )
}
