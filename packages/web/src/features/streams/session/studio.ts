import type { Client, Store } from '@stoa/client'
import { type Publishing, publish } from '@stoa/client/streaming'
import { RoomId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'
import { cell } from '../../calls/session/cell.ts'
import { createLocalMedia, type LocalMedia } from '../../calls/session/localMedia.ts'
import { createTransport } from '../media/transport.ts'
import { type Blank, blankLike } from './blank.ts'

const key = 'stoa.studio'

export interface OnAir {
  readonly stream: RoomId
  readonly publishing: Publishing<MediaStreamTrack>
}

/** One's own camera, microphone and screen, and the stream they go to: the same from the first preview to the end. */
export interface Studio {
  readonly local: LocalMedia
  readonly onAir: Store<OnAir | undefined>
  /** Sends into this stream from now on, also after the page is loaded anew. */
  begin(stream: Pick<Stream, 'id' | 'engine'>): void
  /** What this page sent into before it was loaded anew, until it does again or is told to stop. */
  readonly left: Store<RoomId | undefined>
  end(): Promise<void>
  /** Lets go of everything. */
  close(): void
}

export function createStudio(client: Client, storage: Storage): Studio {
  const onAir = cell<OnAir | undefined>(undefined)
  const left = cell(RoomId.safeParse(storage.getItem(key)).data)
  const tracks = new Map<'audio' | 'video', MediaStreamTrack | null>()
  /** What was seen last, and what stands in for it while nothing is shown. */
  let seen: MediaStreamTrack | undefined
  let blank: Blank | undefined
  let closeTransport = async () => {}
  const local = createLocalMedia({
    media: 'video',
    // Absent on pages without TLS, whatever its type says.
    devices: 'mediaDevices' in navigator ? navigator.mediaDevices : undefined,
    give(kind, track) {
      tracks.set(kind, track)
      const held = onAir.get()
      if (held !== undefined) give(held.publishing, kind, track)
    },
  })

  function give(
    publishing: Publishing<MediaStreamTrack>,
    kind: 'audio' | 'video',
    track: MediaStreamTrack | null,
  ): void {
    if (kind === 'audio') {
      publishing.give(kind, track)
      return
    }
    const before = blank
    blank = track === null && seen !== undefined ? (before ?? blankLike(seen.getSettings())) : undefined
    publishing.give(kind, track ?? blank?.track ?? null)
    if (blank === undefined) before?.stop()
    seen = track ?? seen
  }

  function forget(): void {
    blank?.stop()
    blank = undefined
    seen = undefined
  }

  async function end(): Promise<void> {
    const held = onAir.get()
    onAir.set(undefined)
    forget()
    if (held === undefined) return
    await held.publishing.stop()
    await closeTransport()
  }

  return {
    local,
    onAir,
    begin({ id, engine }) {
      if (onAir.get()?.stream === id) return
      void end()
      const transport = createTransport(client, engine)
      closeTransport = transport.close
      const publishing = publish<MediaStreamTrack>(id, { transport })
      for (const [kind, track] of tracks) give(publishing, kind, track)
      storage.setItem(key, id)
      left.set(undefined)
      onAir.set({ stream: id, publishing })
      publishing.start()
    },
    left,
    async end() {
      storage.removeItem(key)
      left.set(undefined)
      await end()
    },
    close() {
      storage.removeItem(key)
      void end()
      local.stop()
    },
  }
}
