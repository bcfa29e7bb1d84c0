import type { App } from './app.ts'
import type { Config } from './config/index.ts'
import { version } from './platform/version.ts'

/** What a person wants to know once the server runs: where it is, where its data lives, and how to get in. */
export function banner(app: Pick<App, 'publicUrl' | 'psql' | 'mailbox'>, config: Config): string {
  const lines = [
    ['open', app.publicUrl],
    ['sign in', signIn(app)],
    ...(config.demo ? [['demo', 'demo accounts sign in without e-mail, from the sign-in page']] : []),
    ['data', config.data],
    ...(app.psql === null ? [] : [['look at it', `psql ${app.psql}`]]),
    ['stop', 'Ctrl+C'],
  ]
  const rows = lines.map(([name, value]) => `  ${name?.padEnd(11)}${value}`)
  return `\n${config.serverName} ${version} is running.\n\n${rows.join('\n')}\n`
}

function signIn({ mailbox, publicUrl }: Pick<App, 'publicUrl' | 'mailbox'>): string {
  return mailbox === null
    ? 'enter your e-mail; the code comes by mail'
    : `enter any e-mail; the code appears here in the log and at ${publicUrl}/mailbox`
}
