import type { UserId } from '@stoa/contract/http'

const prefix = '/pictures/'

/** Where the generated picture of a user is served. */
export function identiconPath(user: UserId): string {
  return `${prefix}identicon/${user}.svg`
}

/** `/pictures/<id>.webp` is kept in `Files` under `pictures/<id>.webp`. */
export function picturePath(id: string): string {
  return `${prefix}${id}.webp`
}

export function pictureKey(path: string): string {
  return path.slice(1)
}
