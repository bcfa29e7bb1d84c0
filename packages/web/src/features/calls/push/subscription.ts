import type { Client } from '@stoa/client'
import {
  getPushKey,
  PushSubscriptionBody,
  subscribePush,
  unsubscribePush,
} from '@stoa/contract/notifications'

/** Can this browser be pushed to, and is it? `denied`: its person said no, and only they can change that. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

/** Who turned it on in this browser: the server forgets a subscription when its device signs out. */
const key = 'stoa.push'

export function isPushSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

export async function pushState(me: string): Promise<PushState> {
  if (!isPushSupported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  const isOn = subscription != null && localStorage.getItem(key) === me
  return isOn && Notification.permission === 'granted' ? 'on' : 'off'
}

/** Asks for the permission where it was not given, and has the server push here. */
export async function turnPushOn(client: Client, me: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState(me)
  await subscribe(client)
  localStorage.setItem(key, me)
  return pushState(me)
}

export async function turnPushOff(client: Client, me: string): Promise<PushState> {
  localStorage.removeItem(key)
  await client.call(unsubscribePush)
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  return pushState(me)
}

/** Tells the server again where this person had turned it on: the browser may have changed the subscription since. */
export async function renewPush(client: Client, me: string): Promise<void> {
  if ((await pushState(me)) === 'on') await subscribe(client)
}

async function subscribe(client: Client): Promise<void> {
  const registration = await register()
  const { key: server } = await client.call(getPushKey)
  const applicationServerKey = bytesOf(server)
  const held = await registration.pushManager.getSubscription()
  // One made for another key would never be pushed to.
  if (held !== null && !same(held.options.applicationServerKey, applicationServerKey))
    await held.unsubscribe()
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey,
  })
  await client.call(subscribePush, { body: PushSubscriptionBody.parse(subscription.toJSON()) })
}

async function register(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(
    import.meta.env.DEV ? '/src/sw.ts' : '/sw.js',
    import.meta.env.DEV ? { scope: '/', type: 'module' } : { scope: '/' },
  )
  return await navigator.serviceWorker.ready
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

function same(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (one === null) return false
  const bytes = new Uint8Array(one)
  return bytes.length === other.length && bytes.every((byte, index) => byte === other[index])
}
