import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { Me } from '@stoa/contract/accounts'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  type SignedInPerson,
  someEmail,
  type Town,
} from '../accounts.testing.ts'

let town: Town
let node: Node
let ada: SignedInPerson

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
  ada = await node.signIn(someEmail())
})
afterAll(async () => {
  await node.close()
  await town.close()
})

const red = { create: { width: 800, height: 600, channels: 3, background: '#f00' } } as const
const put = (bytes: Uint8Array, type = 'image/png') =>
  node.call('PUT', '/api/v1/me/picture', { token: ada.token, bytes, headers: { 'content-type': type } })
const pictureOf = (answer: { body: unknown }) => (answer.body as Me).picture
const isKept = (path: string) => existsSync(join(town.folder, 'files', path))

test.each(['jpeg', 'png', 'gif', 'webp'] as const)(
  'A4: a %s becomes a 512-pixel WebP that may be kept for ever',
  async (format) => {
    const answer = await put(await sharp(red).toFormat(format).toBuffer(), `image/${format}`)
    expect(answer).toMatchObject({ status: 200, body: { id: ada.user.id } })
    const path = pictureOf(answer)
    expect(path).toMatch(/^\/pictures\/[0-9a-f-]{36}\.webp$/)
    const served = await node.call('GET', path)
    expect(served.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(await sharp(served.bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 })
  },
)

test('A4: a picture is told by its content, whatever it is called', async () => {
  const jpeg = await sharp(red).jpeg().toBuffer()
  expect(await put(jpeg, 'image/png')).toMatchObject({ status: 200 })
  const refused = { status: 415, body: { error: 'UNSUPPORTED_TYPE' } }
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  for (const bytes of [
    svg,
    Buffer.from('hello'),
    await sharp(red).tiff().toBuffer(),
    jpeg.subarray(0, 400),
  ]) {
    expect(await put(bytes)).toMatchObject(refused)
  }
  expect(await put(svg, 'image/svg+xml')).toMatchObject(refused)
})

test('A4: where a photo was taken and how it was turned is not kept, but it stands upright', async () => {
  const top = {
    input: { create: { width: 800, height: 300, channels: 3, background: '#00f' } },
    top: 0,
    left: 0,
  } as const
  const exif = { IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitudeRef: 'N' } }
  const upsideDown = await sharp(red)
    .composite([top])
    .withExif(exif)
    .withMetadata({ orientation: 3 })
    .jpeg()
    .toBuffer()
  expect((await sharp(upsideDown).metadata()).exif).toBeDefined()
  const { bytes } = await node.call('GET', pictureOf(await put(upsideDown, 'image/jpeg')))
  const { exif: kept, orientation } = await sharp(bytes).metadata()
  expect({ kept, orientation }).toEqual({ kept: undefined, orientation: undefined })
  const pixel = await sharp(bytes).extract({ left: 256, top: 10, width: 1, height: 1 }).raw().toBuffer()
  expect(pixel[0]).toBeGreaterThan(200)
  expect(pixel[2]).toBeLessThan(80)
})

test('A4: a small file that would unpack to a huge picture is refused', async () => {
  expect(await put(hugePng(60_000, 60_000))).toMatchObject({ status: 413, body: { error: 'TOO_LARGE' } })
})

test('A4: a picture of more than ten megabytes is refused', async () => {
  expect(await put(Buffer.alloc(10 * 1024 * 1024 + 1))).toMatchObject({
    status: 413,
    body: { error: 'TOO_LARGE' },
  })
})

test('A4: a picture that was replaced or removed is deleted', async () => {
  const first = pictureOf(await put(await sharp(red).png().toBuffer()))
  const second = pictureOf(await put(await sharp(red).png().toBuffer()))
  await node.work()
  expect([isKept(first), isKept(second)]).toEqual([false, true])
  const answer = await node.call('DELETE', '/api/v1/me/picture', { token: ada.token })
  expect(pictureOf(answer)).toBe(`/pictures/identicon/${ada.user.id}.svg`)
  await node.work()
  expect(isKept(second)).toBe(false)
  expect(await node.call('GET', second)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
})

test('A4: other features keep and drop pictures the same way', async () => {
  const path = await node.accounts.storePicture(await sharp(red).png().toBuffer())
  expect(isKept(path)).toBe(true)
  await expect(
    town.database.transaction(async (tx) => {
      await node.accounts.dropPicture(tx, path)
      throw new Error('changed our mind')
    }),
  ).rejects.toThrow('changed our mind')
  await node.work()
  expect(isKept(path)).toBe(true)
  await town.database.transaction((tx) => node.accounts.dropPicture(tx, path))
  await node.work()
  expect(isKept(path)).toBe(false)
})

test('A4: who has no picture gets a generated one, the same on every node', async () => {
  const served = await node.call('GET', `/pictures/identicon/${ada.user.id}.svg`)
  expect(served).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } })
  const other = await createNode(town)
  const again = await other.call('GET', `/pictures/identicon/${ada.user.id}.svg`)
  expect(again.bytes.equals(served.bytes)).toBe(true)
  await other.close()
})

test('paths that are no picture are refused', async () => {
  for (const path of ['/pictures/..%2f..%2fsecret', '/pictures/a.webp', `/pictures/${ada.user.id}.png`]) {
    expect((await node.call('GET', path)).status).toBe(400)
  }
  expect((await node.call('GET', `/pictures/${ada.user.id}.webp`)).status).toBe(404)
})

/** A few kilobytes of PNG that say they are this large. */
function hugePng(width: number, height: number): Uint8Array {
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([1, 0, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(body.length + 8)
    frame.writeUInt32BE(data.length, 0)
    frame.set(body, 4)
    frame.writeUInt32BE(crc32(body), body.length + 4)
    return frame
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.alloc(1_000_000))
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}
