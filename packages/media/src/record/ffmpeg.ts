import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { CodecNames } from '../events.ts'

/** Between keyframes, and so between segments: what a crash can cost. */
const segmentSeconds = 2

/** Whether the program runs at all. */
export async function hasFfmpeg(program: string): Promise<boolean> {
  const trial = spawn(program, ['-version'], { stdio: 'ignore' })
  const { promise, resolve } = Promise.withResolvers<boolean>()
  trial.once('error', () => resolve(false))
  trial.once('exit', (code) => resolve(code === 0))
  return promise
}

export interface Inputs {
  readonly codecs: CodecNames
  readonly formats: { readonly video: string; readonly audio: string }
  /** UDP ports on loopback. */
  readonly ports: { readonly video: number; readonly audio: number }
}

export const recordedTypes = { video: 96, audio: 97 } as const

/** What ffmpeg is told of the RTP it is about to get (RFC 8866). */
export function describeInputs({ codecs, formats, ports }: Inputs): string {
  const lines = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']
  for (const kind of ['video', 'audio'] as const) {
    const codec = codecs[kind]
    if (codec === undefined) continue
    const type = recordedTypes[kind]
    lines.push(`m=${kind} ${ports[kind]} RTP/AVP ${type}`)
    lines.push(`a=rtpmap:${type} ${codec}/${kind === 'video' ? '90000' : '48000/2'}`)
    if (formats[kind] !== '') lines.push(`a=fmtp:${type} ${formats[kind]}`)
  }
  return `${lines.join('\r\n')}\r\n`
}

/**
 * The media port's socket is opened by a library that lets children inherit it: an ffmpeg that outlives this process would
 * keep the port from the next one. It is opened at the start, so its number is low; these cover it.
 */
const coveredDescriptors = 61

/**
 * Writes a folder's `index.m3u8` and its segments. H.264 is kept as it is; other pictures become H.264 and sound becomes
 * AAC, which every browser plays. The playlist names finished segments alone, so it can be played at any moment.
 */
export function startFfmpeg(program: string, folder: string, codecs: CodecNames): ChildProcess {
  const every = String(segmentSeconds)
  const video =
    codecs.video === 'H264'
      ? ['-c:v', 'copy']
      : ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-fps_mode', 'vfr'].concat(
          '-force_key_frames',
          `expr:gte(t,n_forced*${every})`,
        )
  const input = [
    '-protocol_whitelist',
    'file,udp,rtp',
    '-reorder_queue_size',
    '500',
    '-max_delay',
    '500000',
  ].concat('-analyzeduration', '1000000', '-localaddr', '127.0.0.1')
  const output = ['-f', 'hls', '-hls_time', every, '-hls_list_size', '0', '-hls_playlist_type', 'event']
  const nothing = openSync(devNull, 'r+')
  const child = spawn(
    program,
    ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', ...input, '-i', 'input.sdp']
      .concat(codecs.video === undefined ? [] : ['-map', '0:v:0', ...video])
      .concat(codecs.audio === undefined ? [] : ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '128k', '-ac', '2'])
      .concat(...output, '-hls_flags', 'program_date_time+temp_file')
      .concat('-hls_segment_filename', 'segment-%05d.ts', 'index.m3u8'),
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe', ...Array.from({ length: coveredDescriptors }, () => nothing)],
    },
  )
  closeSync(nothing)
  return child
}

/** Waits for it to end of itself, its input being over; then asks, then forces it. */
export async function stopFfmpeg(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  // Two signals: after one it still waits for the next packet. Two alike would arrive as one.
  const asking = setTimeout(() => {
    child.kill('SIGTERM')
    child.kill('SIGINT')
  }, withinMs / 2)
  const late = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await exited
  clearTimeout(asking)
  clearTimeout(late)
}
