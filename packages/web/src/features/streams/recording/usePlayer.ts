import type { RoomId } from '@stoa/contract/http'
import { type RefObject, useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { loaderOf } from './loader.ts'

export interface PlayerOptions {
  readonly stream: RoomId
  /** Path of the playlist. */
  readonly url: string
  /** Seconds into it. */
  readonly begin: number
}

/** Plays a recording in a video element; says why where it cannot. The library comes with the first recording. */
export function usePlayer(
  video: RefObject<HTMLVideoElement | null>,
  options: PlayerOptions,
): string | undefined {
  const client = useClient()
  const [problem, setProblem] = useState<string>()
  const { stream, url, begin } = options
  useEffect(() => {
    const element = video.current
    if (element === null) return
    let current = true
    let destroy = () => {}
    const open = async () => {
      const { default: Hls } = await import('hls.js')
      if (!current) return
      if (!Hls.isSupported()) {
        setProblem('This browser cannot play recordings.')
        return
      }
      const player = new Hls({
        // Its worker would come from a blob, which our pages may not run.
        enableWorker: false,
        loader: loaderOf(client, stream),
        startPosition: begin,
      })
      destroy = () => player.destroy()
      let mended = false
      player.on(Hls.Events.ERROR, (_event, { fatal, type, details }) => {
        if (!fatal) return
        if (type === Hls.ErrorTypes.MEDIA_ERROR && !mended) {
          mended = true
          player.recoverMediaError()
        } else setProblem(`The recording could not be played (${details}).`)
      })
      player.loadSource(new URL(url, location.origin).href)
      player.attachMedia(element)
    }
    setProblem(undefined)
    open().catch(() => {
      if (current) setProblem('The player could not be loaded. Check your connection and try again.')
    })
    return () => {
      current = false
      destroy()
    }
  }, [client, video, stream, url, begin])
  return problem
}
