import type { Session } from '@stoa/contract/accounts'
import { setRole } from '@stoa/contract/accounts'
import { grantCoins } from '@stoa/contract/wallet'
import type { TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Person, type PersonOptions, signedIn } from './people.ts'

/** Whoever runs the node: the first account of all. */
export interface Admin {
  /** Makes an account a creator, before it signs in at a browser. */
  makeCreator(email: string): Promise<void>
  /** Gives an account coins, in cents. */
  grant(email: string, cents: number): Promise<void>
}

export async function adminOf(node: TestNode): Promise<Admin> {
  const admin = await node.signIn('admin@example.org')
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const reply = await fetch(node.url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.accessToken}` },
      body: JSON.stringify(body),
    })
    expect(reply.status, await reply.text()).toBeLessThan(300)
  }
  const known = new Map<string, Session>()
  const userOf = async (email: string): Promise<string> => {
    const session = known.get(email) ?? (await node.signIn(email))
    known.set(email, session)
    return session.user.id
  }
  return {
    async makeCreator(email) {
      await send('PUT', setRole.path.replace(':user', await userOf(email)), { role: 'creator' })
    },
    async grant(email, cents) {
      const path = grantCoins.path.replace(':user', await userOf(email))
      await send('POST', path, { amount: cents, note: 'For the test', key: crypto.randomUUID() })
    },
  }
}

/** Somebody at a browser with a camera, which keeps its connections where a test can look at them. */
export async function withCamera(
  browser: Browser,
  { relay = false, ...options }: Omit<PersonOptions, 'browser'> & { readonly relay?: boolean },
): Promise<Person> {
  const person = await signedIn({
    browser,
    permissions: ['camera', 'microphone', 'notifications'],
    ...options,
  })
  await person.page.addInitScript(keepConnections, relay)
  await person.page.reload()
  return person
}

/** Runs in the page before its own scripts: `connections` are all it makes, by a relay alone where told so. */
function keepConnections(relay: boolean): void {
  const Made = window.RTCPeerConnection
  const connections: RTCPeerConnection[] = []
  Object.assign(window, {
    connections,
    RTCPeerConnection: class extends Made {
      constructor(configuration: RTCConfiguration) {
        super(relay ? { ...configuration, iceTransportPolicy: 'relay' } : configuration)
        connections.push(this)
      }
    },
  })
}

/** How many pictures of the other have been shown. */
function frames(page: Page, name: string): Promise<number> {
  return page
    .getByLabel(name, { exact: true })
    .and(page.locator('video'))
    .evaluate((video) =>
      video instanceof HTMLVideoElement ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
    )
}

/** Waits until this many more pictures of the other were shown, also where a new connection begins to count anew. */
export async function seesMore(page: Page, name: string, more = 10): Promise<void> {
  await page.getByLabel(name, { exact: true }).and(page.locator('video')).waitFor({ timeout: 30_000 })
  let last = await frames(page, name)
  let seen = 0
  const look = async () => {
    const now = await frames(page, name)
    seen += Math.max(0, now - last)
    last = now
    return seen
  }
  await expect.poll(look, { timeout: 30_000 }).toBeGreaterThan(more)
}

/** Each end of the path in use: `host`, `srflx`, `prflx` or `relay`. */
export function pathInUse(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const kept: unknown = Reflect.get(window, 'connections')
    const found: string[] = []
    for (const connection of Array.isArray(kept) ? kept : []) {
      if (!(connection instanceof RTCPeerConnection) || connection.connectionState !== 'connected') continue
      const stats = await connection.getStats()
      for (const one of stats.values()) {
        if (one.type !== 'candidate-pair' || one.state !== 'succeeded' || !one.nominated) continue
        found.push(
          stats.get(one.localCandidateId).candidateType,
          stats.get(one.remoteCandidateId).candidateType,
        )
      }
    }
    return found
  })
}

/** The credentials of the page's end of the newest connection: others after each restart of ICE. */
export function fragmentOf(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const kept: unknown = Reflect.get(window, 'connections')
    const newest: unknown = Array.isArray(kept) ? kept.at(-1) : undefined
    if (!(newest instanceof RTCPeerConnection)) return undefined
    return /a=ice-ufrag:(\S+)/.exec(newest.localDescription?.sdp ?? '')?.[1]
  })
}
