import * as z from 'zod'
import { DeviceId, Instant, route, Text, UserId } from '../http/index.ts'
import { Device, Email, Me, Profile, ProfileChange, Role, SecurityEvent } from './user.ts'

const tag = 'accounts'
const deviceName = z.string().trim().min(1).max(80).optional()

/** What signing in and renewing give. The access token lives 15 minutes. */
export const Session = z.object({
  accessToken: z.string(),
  expiresAt: Instant,
  device: DeviceId,
  refreshToken: z
    .string()
    .optional()
    .describe('Only where `tokens: "body"` was asked for; browsers get it as an HttpOnly cookie instead'),
  user: Me,
})
export type Session = z.output<typeof Session>

const tokens = z
  .enum(['cookie', 'body'])
  .default('cookie')
  .describe('Where the refresh token goes: an HttpOnly cookie (browsers) or the reply (programs)')

export const login = route({
  method: 'POST',
  path: '/api/v1/login',
  access: 'public',
  tag,
  summary: 'Send a sign-in code by e-mail',
  description:
    'The answer is the same whether or not the account exists. Codes: one a minute and 5 an hour per e-mail.',
  body: z.strictObject({ email: Email }),
  reply: z.object({ expiresIn: z.int().describe('Seconds the code is valid') }),
  status: 202,
  faults: ['LOCKED'],
  limit: { max: 20, seconds: 3600 },
})

export const verify = route({
  method: 'POST',
  path: '/api/v1/verify',
  access: 'public',
  tag,
  summary: 'Sign in with a code',
  description:
    'The first sign-in with an address makes its account. The first account of a server is its admin.',
  body: z.strictObject({
    email: Email,
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, 'must be 6 digits'),
    device: deviceName,
    tokens,
  }),
  reply: Session,
  faults: ['WRONG_CODE', 'LOCKED', 'BANNED'],
  limit: { max: 60, seconds: 3600 },
})

export const listDemoAccounts = route({
  method: 'GET',
  path: '/api/v1/demo',
  access: 'public',
  tag,
  summary: 'The demo accounts; none where the demo is off',
  reply: z.object({ accounts: z.array(Profile) }),
})

export const demoSignIn = route({
  method: 'POST',
  path: '/api/v1/demo',
  access: 'public',
  tag,
  summary: 'Sign in as a demo account',
  body: z.strictObject({ user: UserId, device: deviceName, tokens }),
  reply: Session,
  faults: ['NOT_FOUND'],
})

export const renewSession = route({
  method: 'POST',
  path: '/api/v1/session/renew',
  access: 'public',
  tag,
  summary: 'Trade the refresh token for a new pair',
  description:
    'The old refresh token ends with this. Using it once more revokes every token that came from it.',
  body: z.strictObject({ refreshToken: z.string().max(200).optional() }).default({}),
  reply: Session,
  faults: ['SESSION_ENDED', 'BANNED'],
})

export const logout = route({
  method: 'POST',
  path: '/api/v1/session/end',
  access: 'guest',
  tag,
  summary: 'Sign this device out',
})

export const getMe = route({
  method: 'GET',
  path: '/api/v1/me',
  access: 'guest',
  tag,
  summary: 'My account',
  reply: Me,
})

export const changeProfile = route({
  method: 'PATCH',
  path: '/api/v1/me',
  access: 'user',
  tag,
  summary: 'Change my profile',
  body: ProfileChange,
  reply: Me,
  faults: ['TOO_YOUNG'],
})

export const setPicture = route({
  method: 'PUT',
  path: '/api/v1/me/picture',
  access: 'user',
  tag,
  summary: 'Set my picture',
  description: 'Recognised by content, not by name; re-encoded to a 512 px square WebP without metadata.',
  body: { bytes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 10 * 1024 * 1024 },
  reply: Me,
  faults: ['UNSUPPORTED_TYPE', 'TOO_LARGE'],
})

export const removePicture = route({
  method: 'DELETE',
  path: '/api/v1/me/picture',
  access: 'user',
  tag,
  summary: 'Go back to the generated picture',
  reply: Me,
})

export const listDevices = route({
  method: 'GET',
  path: '/api/v1/me/devices',
  access: 'user',
  tag,
  summary: 'Where I am signed in',
  reply: z.object({ devices: z.array(Device) }),
})

export const revokeDevice = route({
  method: 'DELETE',
  path: '/api/v1/me/devices/:device',
  access: 'user',
  tag,
  summary: 'Sign a device out',
  params: z.object({ device: DeviceId }),
  faults: ['NOT_FOUND'],
})

export const searchUsers = route({
  method: 'GET',
  path: '/api/v1/users',
  access: 'guest',
  tag,
  summary: 'Find people',
  description:
    'By part of the name or the whole e-mail address, or by id. Without either, everybody by name. Guests only by id.',
  query: z.object({
    query: z.string().trim().max(100).optional(),
    ids: z
      .string()
      .max(100 * 37)
      .transform((list) => list.split(','))
      .pipe(z.array(UserId).max(100))
      .optional()
      .describe('Up to 100 ids, separated by commas'),
    after: z.string().max(200).optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({ users: z.array(Profile), next: z.string().nullable() }),
})

export const getUser = route({
  method: 'GET',
  path: '/api/v1/users/:user',
  access: 'guest',
  tag,
  summary: 'One person',
  params: z.object({ user: UserId }),
  reply: Profile,
  faults: ['NOT_FOUND'],
})

export const blockUser = route({
  method: 'PUT',
  path: '/api/v1/me/blocked/:user',
  access: 'user',
  tag,
  summary: 'Block someone',
  description: 'Stops messages, calls and presence between the two, both ways (M5).',
  params: z.object({ user: UserId }),
  faults: ['NOT_FOUND', 'BAD_REQUEST'],
})

export const unblockUser = route({
  method: 'DELETE',
  path: '/api/v1/me/blocked/:user',
  access: 'user',
  tag,
  summary: 'Unblock someone',
  params: z.object({ user: UserId }),
  faults: ['NOT_FOUND'],
})

export const setRole = route({
  method: 'PUT',
  path: '/api/v1/users/:user/role',
  access: 'admin',
  tag,
  summary: "Set someone's role",
  params: z.object({ user: UserId }),
  body: z.strictObject({ role: Role.exclude(['guest']) }),
  reply: Profile,
  faults: ['NOT_FOUND', 'CONFLICT'],
})

export const listSecurityEvents = route({
  method: 'GET',
  path: '/api/v1/admin/audit',
  access: 'admin',
  tag,
  summary: 'The audit log, newest first',
  query: z.object({
    before: z.coerce.number().int().optional().describe('`id` of the last event of the page before'),
    kind: Text.max(64).optional(),
    subject: UserId.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  reply: z.object({ events: z.array(SecurityEvent) }),
})

export const accountRoutes = [
  login,
  verify,
  listDemoAccounts,
  demoSignIn,
  renewSession,
  logout,
  getMe,
  changeProfile,
  setPicture,
  removePicture,
  listDevices,
  revokeDevice,
  searchUsers,
  getUser,
  blockUser,
  unblockUser,
  setRole,
  listSecurityEvents,
] as const
