import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A letter as a mail server got it. */
export interface ReceivedLetter {
  /** Who the envelope says it is from and for. */
  readonly from: string
  readonly to: readonly string[]
  readonly mail: Email
}

/** A mail server for tests. It takes letters over real SMTP and keeps them. */
export interface SmtpServer {
  /** For `SMTP_URL`, with the user and password it wants. */
  readonly url: string
  readonly letters: readonly ReceivedLetter[]
  /** The next letter that nobody has taken by this yet, now or when it comes. */
  next(): Promise<ReceivedLetter>
  /** From now on letters are refused with this SMTP reply, such as 451; null takes them again. */
  refuse(code: number | null): void
  /** Resolves once a letter has been refused. */
  refused(): Promise<void>
  stop(): Promise<void>
}

export async function startSmtp(): Promise<SmtpServer> {
  const user = { name: 'stoa', password: 'a password with @:/ in it' }
  const letters: ReceivedLetter[] = []
  const taken = { count: 0 }
  const waiting: ((letter: ReceivedLetter) => void)[] = []
  const refused = Promise.withResolvers<void>()
  let refusal: number | null = null

  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    // A sender's pooled connection stays open: stopping does not wait for it.
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      const right = username === user.name && password === user.password
      done(right ? null : new Error('wrong user or password'), { user: user.name })
    },
    onData(stream, { envelope }, done) {
      buffer(stream)
        .then(async (raw) => {
          if (refusal !== null) {
            refused.resolve()
            throw Object.assign(new Error('refused'), { responseCode: refusal })
          }
          receive({
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
            mail: await PostalMime.parse(raw),
          })
        })
        .then(() => done(), done)
    },
  })

  function receive(letter: ReceivedLetter): void {
    letters.push(letter)
    const reader = waiting.shift()
    if (reader === undefined) return
    taken.count++
    reader(letter)
  }

  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const credentials = [user.name, user.password].map(encodeURIComponent).join(':')
  return {
    url: `smtp://${credentials}@127.0.0.1:${port}`,
    letters,
    next() {
      const letter = letters[taken.count]
      if (letter === undefined) return new Promise((resolve) => waiting.push(resolve))
      taken.count++
      return Promise.resolve(letter)
    },
    refuse: (code) => {
      refusal = code
    },
    refused: () => refused.promise,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
