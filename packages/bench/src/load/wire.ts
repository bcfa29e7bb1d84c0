import { randomBytes } from 'node:crypto'
import net from 'node:net'

/** A WebSocket's client side, for load: text frames only, no copies. */
export interface Wire {
  send(text: string): void
  /** Breaks it off at once, without a farewell. */
  cut(): void
}

export interface WireEvents {
  /** The bytes of one text frame; they are valid only until this returns. */
  text(payload: Buffer): void
  /** It is over, or never came to be. */
  closed(reason: string): void
}

export type OpenWire = (address: { readonly port: number; readonly path: string }, events: WireEvents) => Wire

const readSize = 256 * 1024

/**
 * Opens WebSockets that read into one shared buffer. Written here because the load generator must cost much less than the
 * server that it measures, on the same machine; a frame that only confirms what another socket got is never even copied.
 */
export function createWires(): OpenWire {
  const shared = Buffer.allocUnsafeSlow(readSize)
  return ({ port, path }, events) => {
    const frames = createFrames()
    let ended = false
    const end = (reason: string) => {
      if (ended) return
      ended = true
      socket.destroy()
      events.closed(reason)
    }
    const reply: FrameEvents = {
      text: (payload) => {
        if (!ended) events.text(payload)
      },
      closed: end,
    }
    const socket = net.connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback(size, buffer) {
          frames.push((buffer as Buffer).subarray(0, size), reply)
          return true
        },
      },
    })
    socket.on('connect', () => socket.write(upgrade(path)))
    socket.on('error', (error) => end(error.message))
    socket.on('close', () => end('closed'))
    return {
      send: (text) => void socket.write(frameOf(text)),
      cut: () => end('cut'),
    }
  }
}

function upgrade(path: string): string {
  const key = randomBytes(16).toString('base64')
  return [
    `GET ${path}/?EIO=4&transport=websocket HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    '\r\n',
  ].join('\r\n')
}

/** A masked text frame, whose mask of zeros leaves the text as it is. */
export function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const [size, header] = length < 126 ? [6, 126] : length < 65_536 ? [8, 126] : [14, 127]
  const frame = Buffer.alloc(size + length)
  frame[0] = 0x81
  if (size === 6) frame[1] = 0x80 | length
  else {
    frame[1] = 0x80 | header
    if (size === 8) frame.writeUInt16BE(length, 2)
    else frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, size)
  return frame
}

export interface FrameEvents {
  text(payload: Buffer): void
  closed(reason: string): void
}

/** Cuts a server's stream into its upgrade and its frames, which come unmasked and whole. */
export function createFrames(): { push(chunk: Buffer, events: FrameEvents): void } {
  let rest: Buffer | null = null
  let upgraded = false

  return {
    push(chunk, events) {
      const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk])
      let at = 0
      if (!upgraded) {
        const end = bytes.indexOf('\r\n\r\n')
        if (end >= 0) {
          const status = bytes.toString('latin1', 0, Math.min(end, 12))
          if (!status.startsWith('HTTP/1.1 101')) return events.closed(`refused with ${status.slice(9)}`)
          upgraded = true
          at = end + 4
        }
      }
      if (upgraded) at = readFrames(bytes, at, events)
      // What is kept must outlive the shared buffer.
      rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at))
    },
  }
}

/** Tells every whole frame; returns where the first unfinished one begins. */
function readFrames(bytes: Buffer, from: number, events: FrameEvents): number {
  let at = from
  while (bytes.length - at >= 2) {
    const short = bytes.readUInt8(at + 1)
    const header = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length - at < header) break
    const size =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    if (bytes.length - at < header + size) break
    const kind = bytes.readUInt8(at)
    if (kind === 0x81) events.text(bytes.subarray(at + header, at + header + size))
    else if (kind === 0x88) events.closed('closed by the server')
    else events.closed(`sent a frame that is not expected: ${kind.toString(16)}`)
    at += header + size
  }
  return at
}
