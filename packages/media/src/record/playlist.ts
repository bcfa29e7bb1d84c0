import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Recording {
  /** Seconds of picture and sound. */
  readonly duration: number
  readonly segments: number
  /** Stretches without a break: when each began, by the clock, and where in the recording it starts, in seconds. */
  readonly parts: readonly {
    readonly startedAt: number
    readonly offset: number
    readonly duration: number
  }[]
}

interface Segment {
  readonly uri: string
  readonly duration: number
  readonly startedAt: number | undefined
}

/**
 * Writes `index.m3u8` (RFC 8216) over all parts in a recording's folder, with a discontinuity between them. Works
 * on whatever is there, after a crash too: ffmpeg names a segment only once it is whole. `ended` closes the list for
 * players; without it they wait for more.
 */
export async function assemblePlaylist(folder: string, options: { ended: boolean }): Promise<Recording> {
  const names = (await readdir(folder)).filter((name) => /^part-\d+$/.test(name)).sort()
  const parts: { startedAt: number; offset: number; duration: number }[] = []
  const lines: string[] = []
  let longest = 1
  let offset = 0
  let count = 0
  for (const name of names) {
    const segments = await readSegments(join(folder, name))
    const [first] = segments
    if (first === undefined) continue
    if (parts.length > 0) lines.push('#EXT-X-DISCONTINUITY')
    const duration = segments.reduce((sum, segment) => sum + segment.duration, 0)
    parts.push({ startedAt: first.startedAt ?? 0, offset, duration })
    for (const segment of segments) {
      if (segment.startedAt !== undefined)
        lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startedAt).toISOString()}`)
      lines.push(`#EXTINF:${segment.duration.toFixed(6)},`, `${name}/${segment.uri}`)
      longest = Math.max(longest, Math.ceil(segment.duration))
    }
    offset += duration
    count += segments.length
  }
  const head = ['#EXTM3U', '#EXT-X-VERSION:3', `#EXT-X-TARGETDURATION:${longest}`, '#EXT-X-MEDIA-SEQUENCE:0']
  const kind = `#EXT-X-PLAYLIST-TYPE:${options.ended ? 'VOD' : 'EVENT'}`
  const text = [...head, kind, ...lines, ...(options.ended ? ['#EXT-X-ENDLIST'] : []), ''].join('\n')
  // Never half a list for whoever reads it now, nor for another who assembles it at the same time.
  const written = join(folder, `.${randomUUID()}.m3u8`)
  await writeFile(written, text)
  await rename(written, join(folder, 'index.m3u8'))
  return { duration: offset, segments: count, parts }
}

async function readSegments(folder: string): Promise<Segment[]> {
  const names = await readdir(folder)
  if (!names.includes('index.m3u8')) return []
  const segments: Segment[] = []
  let duration: number | undefined
  let startedAt: number | undefined
  for (const line of (await readFile(join(folder, 'index.m3u8'), 'utf8')).split(/\r?\n/)) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice(8))
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) startedAt = Date.parse(offsetOf(line.slice(25)))
    else if (line !== '' && !line.startsWith('#') && duration !== undefined) {
      if (names.includes(line)) segments.push({ uri: line, duration, startedAt })
      duration = undefined
      startedAt = undefined
    }
  }
  return segments
}

/** ffmpeg writes `+0000` where the standard form is `+00:00`. */
function offsetOf(time: string): string {
  return time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}

/** Where in the recording a moment is, in seconds; of one that fell into a break, where the recording goes on. */
export function positionOf(recording: Recording, moment: number): number {
  let position = 0
  for (const { startedAt, offset, duration } of recording.parts) {
    if (moment < startedAt) return offset
    position = offset + Math.min(duration, (moment - startedAt) / 1000)
    if (moment <= startedAt + duration * 1000) return position
  }
  return position
}
