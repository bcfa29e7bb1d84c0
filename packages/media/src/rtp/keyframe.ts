/** Whether a packet begins a picture that can be shown without any before it. `payload` is what follows the RTP header. */
export function beginsKeyframe(codec: string, payload: Buffer): boolean {
  switch (codec) {
    case 'VP8':
      return vp8(payload)
    case 'VP9':
      return vp9(payload)
    case 'H264':
      return h264(payload)
    case 'AV1':
      // N of the aggregation header: a new coded video sequence starts here (AV1 RTP, 4.4).
      return ((payload[0] ?? 0) & 0x08) !== 0
    default:
      return false
  }
}

/** RFC 7741, 4.2 and 4.3. */
function vp8(payload: Buffer): boolean {
  const first = payload[0] ?? 0
  // Start of a partition, and of the first one.
  if ((first & 0x10) === 0 || (first & 0x07) !== 0) return false
  let at = 1
  if ((first & 0x80) !== 0) {
    const extension = payload[1] ?? 0
    at = 2
    if ((extension & 0x80) !== 0) at += ((payload[at] ?? 0) & 0x80) !== 0 ? 2 : 1
    if ((extension & 0x40) !== 0) at += 1
    if ((extension & 0x30) !== 0) at += 1
  }
  const header = payload[at]
  return header !== undefined && (header & 0x01) === 0
}

/** RFC 9628, 4.2: begins a frame, of the lowest layer, that refers to no other. */
function vp9(payload: Buffer): boolean {
  const first = payload[0] ?? 0
  const [picture, inter, layers, begins] = [first & 0x80, first & 0x40, first & 0x20, first & 0x08]
  if (inter !== 0 || begins === 0) return false
  if (layers === 0) return true
  const at = picture === 0 ? 1 : ((payload[1] ?? 0) & 0x80) !== 0 ? 3 : 2
  return (((payload[at] ?? 0) >> 1) & 0x07) === 0
}

/** RFC 6184, 5: a parameter set or an IDR slice, alone, in an aggregate, or as the first fragment. */
function h264(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 0x1f
  if (type === 28) return ((payload[1] ?? 0) & 0x80) !== 0 && ((payload[1] ?? 0) & 0x1f) === 5
  if (type !== 24) return type === 5 || type === 7
  for (let at = 1; at + 2 < payload.length; at += 2 + payload.readUInt16BE(at)) {
    const inner = (payload[at + 2] ?? 0) & 0x1f
    if (inner === 5 || inner === 7) return true
  }
  return false
}
