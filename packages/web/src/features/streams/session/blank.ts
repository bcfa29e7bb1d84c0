/** A black picture, and how to end it. */
export interface Blank {
  readonly track: MediaStreamTrack
  stop(): void
}

/** Milliseconds: a canvas gives a picture each time it is drawn. */
const every = 250

/**
 * What is sent while camera and screen are off. With nothing at all the last picture would stand still before the audience, whoever comes then would
 * see none, and the recording could not be cut until there is one again.
 */
export function blankLike({ width = 1280, height = 720 }: MediaTrackSettings): Blank {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  const draw = () => pen?.fillRect(0, 0, width, height)
  draw()
  const drawing = setInterval(draw, every)
  const [track] = canvas.captureStream().getVideoTracks()
  if (track === undefined) throw new Error('a canvas gave no picture')
  return {
    track,
    stop() {
      clearInterval(drawing)
      track.stop()
    },
  }
}
