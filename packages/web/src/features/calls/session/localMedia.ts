import type { Kind } from '@stoa/client/calling'
import { cell } from './cell.ts'

/** Why a device cannot be used. `refused`: the person or the browser does not let us. */
export type MediaProblem = 'refused' | 'missing' | 'busy' | 'unsupported' | 'failed'

export interface Chosen {
  readonly camera: string | undefined
  readonly microphone: string | undefined
  readonly speaker: string | undefined
}

/** One's own camera and microphone. */
export interface LocalState {
  readonly status: 'idle' | 'asking' | 'ready'
  readonly problems: { readonly camera?: MediaProblem; readonly microphone?: MediaProblem }
  /** Is it there and on? */
  readonly microphone: boolean
  readonly camera: boolean
  readonly screen: boolean
  /** What one sees of oneself. */
  readonly shown: MediaStreamTrack | null
  readonly devices: readonly MediaDeviceInfo[]
  readonly chosen: Chosen
}

export interface LocalMedia {
  get(): LocalState
  subscribe(listener: () => void): () => void
  /** Asks for the devices, all in one question. Again after a refusal. */
  start(): Promise<void>
  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  choose(kind: keyof Chosen, device: string): Promise<void>
  /** Shows the screen in place of the camera; false where that was not wanted after all. */
  shareScreen(): Promise<boolean>
  stopScreen(): void
  /** Lets go of the devices. */
  stop(): void
}

export interface LocalMediaOptions {
  readonly media: 'audio' | 'video'
  /** Undefined where the page is not served safely: browsers then have none. */
  readonly devices: MediaDevices | undefined
  readonly give: (kind: Kind, track: MediaStreamTrack | null) => void
}

const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { max: 30 } }
const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

export function createLocalMedia({ media, devices, give }: LocalMediaOptions): LocalMedia {
  const state = cell<LocalState>({
    status: 'idle',
    problems: {},
    microphone: false,
    camera: false,
    screen: false,
    shown: null,
    devices: [],
    chosen: { camera: undefined, microphone: undefined, speaker: undefined },
  })
  let microphone: MediaStreamTrack | null = null
  let camera: MediaStreamTrack | null = null
  let screen: MediaStreamTrack | null = null
  let stopped = false

  function show(change: Partial<LocalState>): void {
    state.set({ ...state.get(), ...change })
  }

  function arrange(change: Partial<LocalState> = {}): void {
    give('audio', microphone)
    give('video', screen ?? camera)
    show({
      microphone: microphone?.enabled === true,
      camera: camera !== null,
      screen: screen !== null,
      shown: screen ?? camera,
      ...change,
    })
  }

  async function list(): Promise<void> {
    if (devices === undefined || state.get().status !== 'ready') return
    const found = await devices.enumerateDevices()
    if (!stopped) show({ devices: found })
  }

  function ask(kinds: { audio: boolean; video: boolean }): Promise<MediaStream> {
    if (devices === undefined) throw new DOMException('', 'NotSupportedError')
    const { chosen } = state.get()
    const wanted = (constraints: MediaTrackConstraints, id: string | undefined) =>
      id === undefined ? constraints : { ...constraints, deviceId: { exact: id } }
    return devices.getUserMedia({
      audio: kinds.audio && wanted(sound, chosen.microphone),
      video: kinds.video && wanted(picture, chosen.camera),
    })
  }

  /** Both with one question; where that fails, each by itself, to know which one it is. */
  async function askFor(kinds: { audio: boolean; video: boolean }): Promise<LocalState['problems']> {
    try {
      take(await ask(kinds))
      return {}
    } catch (error) {
      const problem = problemOf(error)
      if (!(kinds.audio && kinds.video)) return kinds.audio ? { microphone: problem } : { camera: problem }
      if (problem === 'unsupported') return { microphone: problem, camera: problem }
      const heard = await askFor({ audio: true, video: false })
      const seen = await askFor({ audio: false, video: true })
      return { ...heard, ...seen }
    }
  }

  function take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      if (stopped) track.stop()
      else if (track.kind === 'audio') {
        if (microphone !== null) track.enabled = microphone.enabled
        microphone?.stop()
        microphone = follow(track, () => {
          microphone = null
        })
      } else {
        camera?.stop()
        camera = follow(track, () => {
          camera = null
        })
      }
    }
  }

  /** A device may be pulled out, or its permission taken back. */
  function follow(track: MediaStreamTrack, gone: () => void): MediaStreamTrack {
    track.addEventListener('ended', () => {
      if (track !== microphone && track !== camera && track !== screen) return
      gone()
      arrange()
    })
    return track
  }

  async function setCamera(on: boolean): Promise<void> {
    const { problems } = state.get()
    const { camera: _, ...others } = problems
    if (!on) {
      camera?.stop()
      camera = null
      return arrange({ problems: others })
    }
    const found = await askFor({ audio: false, video: true })
    arrange({ problems: { ...others, ...found } })
  }

  devices?.addEventListener('devicechange', list)

  return {
    get: state.get,
    subscribe: state.subscribe,
    async start() {
      stopped = false
      show({ status: 'asking', problems: {} })
      const problems = await askFor({ audio: true, video: media === 'video' })
      if (stopped) return
      arrange({ status: 'ready', problems })
      await list()
    },
    async setMicrophone(on) {
      if (microphone === null) {
        if (!on) return
        const { microphone: _, ...others } = state.get().problems
        const found = await askFor({ audio: true, video: false })
        return arrange({ problems: { ...others, ...found } })
      }
      microphone.enabled = on
      arrange()
    },
    setCamera,
    async choose(kind, device) {
      show({ chosen: { ...state.get().chosen, [kind]: device } })
      if (kind === 'speaker') return
      const found = await askFor({ audio: kind === 'microphone', video: kind === 'camera' })
      const { [kind]: _, ...others } = state.get().problems
      arrange({ problems: { ...others, ...found } })
    },
    async shareScreen() {
      if (devices === undefined) return false
      try {
        const [track] = (
          await devices.getDisplayMedia({ video: { frameRate: { max: 15 } } })
        ).getVideoTracks()
        if (track === undefined) return false
        track.contentHint = 'detail'
        screen = follow(track, () => {
          screen = null
        })
        arrange()
        return true
      } catch (error) {
        // Changing one's mind is no failure.
        if (problemOf(error) === 'refused') return false
        throw error
      }
    },
    stopScreen() {
      screen?.stop()
      screen = null
      arrange()
    },
    stop() {
      stopped = true
      for (const track of [microphone, camera, screen]) track?.stop()
      microphone = camera = screen = null
      arrange({ status: 'idle' })
    },
  }
}

function problemOf(error: unknown): MediaProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return name === 'NotSupportedError' ? 'unsupported' : 'failed'
}

/** What one can do about it. */
export function problemText(device: 'camera' | 'microphone', problem: MediaProblem): string {
  switch (problem) {
    case 'refused':
      return `Your browser does not let this page use the ${device}. Allow it beside the address, then try again.`
    case 'missing':
      return `No ${device} was found. Connect one and try again.`
    case 'busy':
      return `The ${device} is in use by something else. Close that and try again.`
    case 'unsupported':
      return `This browser gives no ${device} to this page: it needs https.`
    case 'failed':
      return `The ${device} could not be started.`
  }
}
