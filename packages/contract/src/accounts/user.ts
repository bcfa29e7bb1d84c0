import * as z from 'zod'
import { DeviceId, Instant, isVisible, keepsDirection, TimeZone, UserId } from '../http/index.ts'

export const Role = z.enum(['guest', 'user', 'creator', 'moderator', 'admin'])
export type Role = z.output<typeof Role>

/** Trimmed and lower-cased: one address is one account. */
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254))

export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine(isVisible, 'must have something to see')
  .refine(keepsDirection, 'must not turn the direction of text')

/** What anybody signed in may see of somebody. */
export const Profile = z
  .object({
    id: UserId,
    name: z.string(),
    about: z.string(),
    picture: z.string().describe('Path of the picture; a generated identicon where none was set'),
    role: Role,
    lastSeen: Instant.nullable().describe('When last connected; null if never or hidden by a block'),
  })
  .describe('What anybody signed in may see of somebody')
export type Profile = z.output<typeof Profile>

export const Me = Profile.extend({
  email: z.email().nullable().describe('Null for a guest'),
  timeZone: z.string(),
  language: z.string(),
  birthDate: z.iso.date().nullable(),
  demo: z.boolean(),
  createdAt: Instant,
  blocked: z.array(UserId).describe('Whom I have blocked'),
}).describe('My own account')
export type Me = z.output<typeof Me>

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

export const ProfileChange = z
  .strictObject({
    name: DisplayName.optional(),
    about: z.string().trim().max(500).optional(),
    timeZone: TimeZone.optional(),
    language: z
      .string()
      .max(35)
      .refine(isLanguage, 'must be a BCP 47 language tag such as en or pt-BR')
      .optional(),
    birthDate: z.iso.date().nullable().optional(),
  })
  .describe('The fields to change')
export type ProfileChange = z.output<typeof ProfileChange>

export const Device = z.object({
  id: DeviceId,
  name: z.string().describe('Taken from the user agent unless the client named itself'),
  address: z.string(),
  createdAt: Instant,
  usedAt: Instant,
  current: z.boolean(),
})
export type Device = z.output<typeof Device>

export const SecurityEvent = z.object({
  id: z.int(),
  at: Instant,
  kind: z.string().describe('`signin`, `signin.failed`, `lockout`, `role.changed` …'),
  actor: UserId.nullable(),
  subject: UserId.nullable(),
  address: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
})
export type SecurityEvent = z.output<typeof SecurityEvent>
