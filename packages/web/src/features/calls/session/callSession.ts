import type { Client } from '@stoa/client'
import { isOver, type OpenCall, openCall } from '@stoa/client/calling'
import type { RoomId } from '@stoa/contract/http'
import { createLocalMedia, type LocalMedia } from './localMedia.ts'

/** A call this page looks at, and may take part in. */
export interface CallSession {
  readonly id: RoomId
  readonly call: OpenCall<MediaStreamTrack>
  readonly local: LocalMedia
  /** Takes part here: asks for camera and microphone, and connects as soon as the call is taken. */
  takePart(): void
  takesPart(): boolean
  close(): void
}

export interface CallSessionOptions {
  readonly client: Client
  readonly id: RoomId
  readonly media: 'audio' | 'video'
}

export function createCallSession({ client, id, media }: CallSessionOptions): CallSession {
  const call = openCall<MediaStreamTrack>(client, id, {
    peer: {
      create: (configuration) => new RTCPeerConnection(configuration),
      kindOf: (track) => (track.kind === 'audio' ? 'audio' : 'video'),
    },
  })
  const local = createLocalMedia({
    media,
    // Absent on pages without TLS, whatever its type says.
    devices: 'mediaDevices' in navigator ? navigator.mediaDevices : undefined,
    give: (kind, track) => call.link.give(kind, track),
  })
  let part = false
  const changed = () => call.link.networkChanged()
  const network = networkOf(navigator)

  const stopLocal = local.subscribe(() => {
    const { camera, microphone, screen } = local.get()
    call.use({ camera, microphone, screen })
  })
  const stopCall = call.subscribe(() => {
    const { call: view } = call.get()
    if (view !== undefined && isOver(view)) end()
  })

  const stopLink = call.link.subscribe(() => {
    // Another page of this person's has it now.
    if (call.link.get().status === 'elsewhere') end()
  })

  function end(): void {
    if (!part) return
    part = false
    removeEventListener('online', changed)
    network?.removeEventListener('change', changed)
    local.stop()
  }

  return {
    id,
    call,
    local,
    takePart() {
      call.link.join()
      if (part) return
      part = true
      addEventListener('online', changed)
      network?.addEventListener('change', changed)
      void local.start()
    },
    takesPart: () => part,
    close() {
      stopLocal()
      stopCall()
      stopLink()
      end()
      call.close()
    },
  }
}

/** What tells of another network, where the browser has it. */
function networkOf(navigator: Navigator): EventTarget | undefined {
  const connection: unknown = Reflect.get(navigator, 'connection')
  return connection instanceof EventTarget ? connection : undefined
}
