import { setTimeout as delay } from 'node:timers/promises'
import { login, Session, verify } from '@stoa/contract/accounts'
import * as z from 'zod'

const Letters = z.object({
  letters: z.array(z.object({ to: z.string(), subject: z.string(), text: z.string(), at: z.number() })),
})
type KeptLetter = z.output<typeof Letters>['letters'][number]

/** What a person at the node's own machine can do with its dev mailbox. */
export interface MailboxReader {
  /** Newest first. */
  letters(): Promise<KeptLetter[]>
  /** The sign-in code of the newest letter to this address that was not read by this before; waits for it to come. */
  codeFor(email: string): Promise<string>
  /** Signs in as this address, which makes its account the first time, with the refresh token in the reply. */
  signIn(email: string): Promise<Session>
}

const patience = 15_000

export function readMailbox(url: string): MailboxReader {
  const read = new Set<string>()

  async function letters(): Promise<KeptLetter[]> {
    const reply = await fetch(`${url}/mailbox.json`)
    if (!reply.ok) throw new Error(`${url}/mailbox.json answered ${reply.status}`)
    return Letters.parse(await reply.json()).letters
  }

  async function codeFor(email: string): Promise<string> {
    const until = Date.now() + patience
    while (Date.now() < until) {
      for (const { to, subject, at } of await letters()) {
        const id = `${at} ${to} ${subject}`
        const code = /\b\d{6}\b/.exec(subject)?.[0]
        if (to !== email || code === undefined || read.has(id)) continue
        read.add(id)
        return code
      }
      await delay(20)
    }
    throw new Error(`no code came for ${email} within ${patience} ms`)
  }

  return {
    letters,
    codeFor,
    async signIn(email) {
      await post(login.path, { email })
      return Session.parse(await post(verify.path, { email, code: await codeFor(email), tokens: 'body' }))
    },
  }

  async function post(path: string, body: unknown): Promise<unknown> {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await reply.json()
    if (!reply.ok) throw new Error(`${path} answered ${JSON.stringify(answer)}`)
    return answer
  }
}
