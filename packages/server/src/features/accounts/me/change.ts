import type { ProfileChange } from '@stoa/contract/accounts'
import { Fault, type UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Pictures } from '../pictures/pictures.ts'
import { oneLine, withoutControls } from '../text.ts'
import { lockUser, type User, updatePicture, updateProfile } from '../users.ts'
import { isTooYoung } from './age.ts'

/** Writes the given fields, or none of them. Faults: TOO_YOUNG, BAD_REQUEST. */
export async function changeOwnProfile(
  needs: { readonly database: Database; readonly clock: Clock },
  change: { readonly user: UserId; readonly fields: ProfileChange },
): Promise<User> {
  const fields = normalised(change.fields)
  if (fields.birthDate && isTooYoung(fields.birthDate, needs.clock())) throw new Fault('TOO_YOUNG')
  return needs.database.transaction(async (tx) => {
    await updateProfile(tx, change.user, fields)
    return existing(await lockUser(tx, change.user))
  })
}

function normalised(fields: ProfileChange): ProfileChange {
  const { name, about, language, ...rest } = fields
  const clean = name === undefined ? undefined : oneLine(name)
  if (clean === '') throw new Fault('BAD_REQUEST', 'The name must have something to see.')
  return {
    ...rest,
    ...(clean === undefined ? {} : { name: clean }),
    ...(about === undefined ? {} : { about: withoutControls(about) }),
    ...(language === undefined ? {} : { language: Intl.getCanonicalLocales(language)[0] ?? language }),
  }
}

/** Sets a picture, or the generated one with null; the one before is removed. Faults: UNSUPPORTED_TYPE, TOO_LARGE. */
export async function changeOwnPicture(
  needs: { readonly database: Database; readonly pictures: Pictures },
  change: { readonly user: UserId; readonly bytes: Uint8Array | null },
): Promise<User> {
  const { database, pictures } = needs
  const picture = change.bytes === null ? null : await pictures.store(change.bytes)
  return database.transaction(async (tx) => {
    const user = existing(await lockUser(tx, change.user))
    await updatePicture(tx, user.id, picture)
    if (user.picture !== null) await pictures.drop(tx, user.picture)
    return { ...user, picture }
  })
}

function existing(user: User | null): User {
  if (user === null) throw new Fault('SESSION_ENDED')
  return user
}
