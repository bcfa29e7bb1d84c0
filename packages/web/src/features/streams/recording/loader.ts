import type { Client } from '@stoa/client'
import { Fault, type RoomId } from '@stoa/contract/http'
import { recordingFile } from '@stoa/contract/streams'
import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from 'hls.js'

/** Has hls.js read a recording as whoever is signed in: with their token, renewed where it has expired. */
export function loaderOf(client: Client, stream: RoomId): HlsConfig['loader'] {
  return class implements Loader<LoaderContext> {
    context: LoaderContext | null = null
    stats = noStats()
    #over = false

    load(context: LoaderContext, _config: LoaderConfiguration, on: LoaderCallbacks<LoaderContext>): void {
      this.context = context
      this.stats.loading.start = performance.now()
      this.#read(context, on).catch((error: unknown) => {
        if (this.#over) return
        const fault = error instanceof Fault ? error : new Fault('UNAVAILABLE')
        on.onError({ code: fault.statusCode, text: fault.message }, context, null, this.stats)
      })
    }

    async #read(context: LoaderContext, on: LoaderCallbacks<LoaderContext>): Promise<void> {
      const file = await client.download(recordingFile, { params: { stream, '*': fileOf(context.url) } })
      this.stats.loading.first = performance.now()
      const data = context.responseType === 'arraybuffer' ? await file.arrayBuffer() : await file.text()
      if (this.#over) return
      this.stats.loading.end = performance.now()
      this.stats.loaded = file.size
      this.stats.total = file.size
      on.onSuccess({ url: context.url, data, code: 200 }, this.stats, context, null)
    }

    abort(): void {
      this.#over = true
      this.stats.aborted = true
    }

    destroy(): void {
      this.#over = true
      this.context = null
    }
  }
}

/** Which file of the recording an address names. */
function fileOf(address: string): string {
  const { pathname } = new URL(address, location.origin)
  return pathname.slice(pathname.indexOf('/recording/') + '/recording/'.length)
}

function noStats(): LoaderStats {
  return {
    aborted: false,
    loaded: 0,
    retry: 0,
    total: 0,
    chunkCount: 0,
    bwEstimate: 0,
    loading: { start: 0, first: 0, end: 0 },
    parsing: { start: 0, end: 0 },
    buffering: { start: 0, first: 0, end: 0 },
  }
}
