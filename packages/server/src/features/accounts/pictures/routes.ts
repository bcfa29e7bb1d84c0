import { route, UserId } from '@stoa/contract/http'
import * as z from 'zod'
import { type BoundRoute, bindRaw } from '../../../platform/http/handler.ts'
import { identicon } from './identicon.ts'
import { picturePath } from './paths.ts'
import type { Pictures } from './pictures.ts'

// A conversation with many people shows many faces at once.
const shared = {
  method: 'GET',
  access: 'public',
  tag: 'accounts',
  limit: { max: 3000, seconds: 60 },
} as const

/** `<id>.<extension>` to the id. */
function fileNamed<S extends z.ZodType<string, string>>(extension: string, id: S) {
  return z
    .string()
    .endsWith(extension)
    .transform((name) => name.slice(0, -extension.length))
    .pipe(id)
}

const getPicture = route({
  ...shared,
  path: '/pictures/:file',
  summary: 'A picture somebody set, as WebP',
  description: 'Its address is random, and what is at an address never changes.',
  params: z.object({ file: fileNamed('.webp', z.uuid()) }),
  faults: ['NOT_FOUND'],
})

const getIdenticon = route({
  ...shared,
  path: '/pictures/identicon/:file',
  summary: 'The generated picture of a user, as SVG',
  params: z.object({ file: fileNamed('.svg', UserId) }),
})

export function pictureRoutes(pictures: Pictures): readonly BoundRoute[] {
  return [
    bindRaw(getPicture, async ({ params }) => ({
      contentType: 'image/webp',
      bytes: await pictures.read(picturePath(params.file)),
      cache: 'public, max-age=31536000, immutable',
    })),
    bindRaw(getIdenticon, async ({ params }) => ({
      contentType: 'image/svg+xml',
      bytes: Buffer.from(identicon(params.file)),
      cache: 'public, max-age=604800',
    })),
  ]
}
