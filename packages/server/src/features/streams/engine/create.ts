import { Fault } from '@stoa/contract/http'
import { liveKitWebhook } from '@stoa/contract/streams'
import { type BoundRoute, bind } from '../../../platform/http/handler.ts'
import type { MediaEngine } from './engine.ts'
import type { LiveKitConfig, LiveKitNeeds } from './livekit/needs.ts'

/** The settings of these names. */
export type EngineConfig = { readonly [Name in keyof LiveKitConfig]?: LiveKitConfig[Name] | undefined }

export interface ChosenEngine {
  readonly engine: MediaEngine
  readonly routes: readonly BoundRoute[]
}

/** LiveKit where `LIVEKIT_URL` is set, else the one that is built in. */
export async function chooseEngine(options: {
  readonly config: EngineConfig
  readonly builtIn: () => MediaEngine
  readonly liveKit: Omit<LiveKitNeeds, 'config'>
}): Promise<ChosenEngine> {
  const { config, builtIn, liveKit } = options
  const { livekitUrl, livekitApiKey, livekitApiSecret, livekitEgressFolder } = config
  if (livekitUrl === undefined || livekitApiKey === undefined || livekitApiSecret === undefined) {
    const none = async () => {
      throw new Fault('NOT_AVAILABLE', 'LiveKit is not set up on this server.')
    }
    return { engine: builtIn(), routes: [bind(liveKitWebhook, none)] }
  }
  // Its library takes an eighth of a second to load, which every other start is spared.
  const { createLiveKitEngine } = await import('./livekit/engine.ts')
  const engine = createLiveKitEngine({
    ...liveKit,
    config: { livekitUrl, livekitApiKey, livekitApiSecret, livekitEgressFolder },
  })
  const receive = bind(liveKitWebhook, async ({ body, origin }) => {
    await engine.receive({ body, authorization: origin.header('authorization') })
    return undefined
  })
  return { engine, routes: [receive] }
}
