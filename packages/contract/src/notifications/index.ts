import * as z from 'zod'
import { isPlain, RoomId, route, Text } from '../http/index.ts'

const tag = 'notifications'

export const getPushKey = route({
  method: 'GET',
  path: '/api/v1/push/key',
  access: 'user',
  tag,
  summary: "The server's public key for Web Push (VAPID)",
  reply: z.object({ key: z.string().describe('base64url, as PushManager.subscribe takes it') }),
})

/** As PushSubscription.toJSON gives it. */
export const PushSubscriptionBody = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .refine(isPlain, 'must not hold control characters'),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({ p256dh: Text.min(1).max(200), auth: Text.min(1).max(100) }),
})

export const subscribePush = route({
  method: 'PUT',
  path: '/api/v1/push/subscription',
  access: 'user',
  tag,
  summary: 'Push to this device; it ends with the device being signed out',
  body: PushSubscriptionBody,
})

export const unsubscribePush = route({
  method: 'DELETE',
  path: '/api/v1/push/subscription',
  access: 'user',
  tag,
  summary: 'Do not push to this device any more',
})

/** What a push holds, encrypted for the device. */
export const PushMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), call: RoomId, from: z.string(), media: z.enum(['audio', 'video']) }),
  z.object({ kind: z.literal('call-over'), call: RoomId }),
])
export type PushMessage = z.output<typeof PushMessage>

export const notificationRoutes = [getPushKey, subscribePush, unsubscribePush] as const
