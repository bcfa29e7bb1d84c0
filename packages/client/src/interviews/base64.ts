/** Arguments a call can take everywhere. */
const stretch = 0x2000

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += stretch)
    binary += String.fromCharCode(...bytes.subarray(at, at + stretch))
  return btoa(binary)
}

/** Throws where it is not base64. */
export function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}
