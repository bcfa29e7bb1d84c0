import type { PushMessage } from '@stoa/contract/notifications'

/** What a service worker has and a page has not; the types of both at once contradict each other. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null
}
interface Clicked extends Waiting {
  readonly notification: Notification
}
interface OpenPage {
  readonly visibilityState: string
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
interface Worker {
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly OpenPage[]>
    openWindow(url: string): Promise<unknown>
    claim(): Promise<void>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void
  addEventListener(type: 'push', listener: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void
}

declare const self: Worker

/** Rings while no page is open. Nothing is kept for reading offline. */
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const message = messageOf(event.data?.json())
  if (message !== undefined)
    event.waitUntil(message.kind === 'call' ? ring(message) : stopRinging(message.call))
})

self.addEventListener('notificationclick', (event) => {
  const call: unknown = event.notification.data?.call
  event.notification.close()
  if (typeof call === 'string') event.waitUntil(open(call))
})

/** By hand: a schema library is much for three fields. */
function messageOf(data: unknown): PushMessage | undefined {
  const { kind, call, from, media } = Object(data) as Record<string, unknown>
  if (typeof call !== 'string') return undefined
  const room = call as PushMessage['call']
  if (kind === 'call-over') return { kind, call: room }
  if (kind !== 'call' || typeof from !== 'string' || (media !== 'audio' && media !== 'video'))
    return undefined
  return { kind, call: room, from, media }
}

async function ring({ call, from, media }: Extract<PushMessage, { kind: 'call' }>): Promise<void> {
  const options: NotificationOptions & { renotify: boolean; vibrate: number[] } = {
    body: media === 'video' ? 'Video call. Click to see it.' : 'Audio call. Click to see it.',
    tag: call,
    icon: '/favicon.svg',
    requireInteraction: true,
    renotify: true,
    vibrate: [400, 200, 400, 1000, 400, 200, 400],
    data: { call, from },
  }
  await self.registration.showNotification(`${from} is calling`, options)
}

/**
 * Taken elsewhere, or over. A push must leave something to be seen, or the browser says something itself. What rings is replaced, by
 * its tag, not closed: a browser may get to closing it last, and takes away by the tag what stands there by then.
 */
async function stopRinging(call: string): Promise<void> {
  const [shown] = await self.registration.getNotifications({ tag: call })
  const from: unknown = shown?.data?.from
  await self.registration.showNotification('The call is over', {
    body: typeof from === 'string' ? `${from} called.` : '',
    tag: call,
    icon: '/favicon.svg',
    silent: true,
    data: { call },
  })
}

async function open(call: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0]
  if (page === undefined) {
    await self.clients.openWindow(`/calls/${call}`)
    return
  }
  page.postMessage({ kind: 'open-call', call })
  await page.focus()
}
