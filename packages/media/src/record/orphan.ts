import { createSocket } from 'node:dgram'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBye } from '../rtp/rtcp.ts'

/**
 * Ends the ffmpegs of parts that were never finished: where a media process was killed, its ffmpeg still waits for
 * more. They are reached as they were fed, at the ports in their inputs' description.
 */
export async function endOrphan(folder: string): Promise<void> {
  for (const part of (await readdir(folder)).filter((name) => /^part-\d+$/.test(name))) {
    const names = await readdir(join(folder, part))
    if (!names.includes('input.sdp')) continue
    const list = names.includes('index.m3u8') ? await readFile(join(folder, part, 'index.m3u8'), 'utf8') : ''
    if (list.includes('#EXT-X-ENDLIST')) continue
    const input = await readFile(join(folder, part, 'input.sdp'), 'utf8')
    for (const [, port] of input.matchAll(/^m=\w+ (\d+)/gm)) await sayGoodbye(Number(port))
  }
}

async function sayGoodbye(port: number): Promise<void> {
  const socket = createSocket('udp4')
  const { promise, resolve } = Promise.withResolvers<void>()
  // Nobody there is what is hoped for.
  socket.send(writeBye(1), port, '127.0.0.1', () => resolve())
  await promise
  socket.close()
}
