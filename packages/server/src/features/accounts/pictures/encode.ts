import { Fault } from '@stoa/contract/http'
import type { SharpConstructor } from 'sharp'

/** Pixels of a side of a stored picture. */
const side = 512
/** A few kilobytes can unpack to gigabytes: what claims to have more pixels than any camera's is not unpacked. */
const maxPixels = 50_000_000
const accepted = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/**
 * The middle square of a picture as a 512-pixel WebP, upright and without metadata. Known by content, whatever it was
 * called. Of an animation, the first frame. Faults: UNSUPPORTED_TYPE, TOO_LARGE.
 */
export async function encodePicture(bytes: Uint8Array): Promise<Uint8Array> {
  const [{ fileTypeFromBuffer }, { default: sharp }] = await Promise.all([
    import('file-type'),
    import('sharp'),
  ])
  const type = await fileTypeFromBuffer(bytes)
  if (type === undefined || !accepted.has(type.mime)) {
    throw new Fault('UNSUPPORTED_TYPE', 'A picture must be a JPEG, PNG, GIF or WebP.')
  }
  await refuseTooManyPixels(sharp, bytes)
  try {
    return await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize(side, side, { fit: 'cover' })
      .webp({ quality: 82 })
      .toBuffer()
  } catch (cause) {
    throw damaged(cause)
  }
}

async function refuseTooManyPixels(sharp: SharpConstructor, bytes: Uint8Array): Promise<void> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw damaged(cause)
    })
  if (width * height > maxPixels) throw new Fault('TOO_LARGE', 'That picture has too many pixels.')
}

function damaged(cause: unknown): Fault {
  return new Fault('UNSUPPORTED_TYPE', 'That picture is damaged.', { cause })
}
