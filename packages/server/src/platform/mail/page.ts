import { Fault } from '@stoa/contract/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLocal } from '../http/local.ts'
import type { KeptLetter, Mailbox } from './mailbox.ts'

/** The dev mailbox as a page and as JSON, for the person at this machine only. To anybody else it does not exist. */
export function mailboxPages(mailbox: Mailbox): (server: FastifyInstance) => void {
  const letters = (request: FastifyRequest) => {
    if (!isLocal(request)) throw new Fault('NOT_FOUND')
    return mailbox.letters()
  }
  return (server) => {
    server.get('/mailbox', async (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(page(letters(request))),
    )
    server.get('/mailbox.json', async (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(JSON.stringify({ letters: letters(request) })),
    )
    server.get('/mailbox.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(style))
  }
}

function page(letters: readonly KeptLetter[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>Mailbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/mailbox.css">
</head>
<body>
<header>
<h1>Mailbox</h1>
<p>No mail server is set up, so letters are kept here, on this machine only, until the server stops.</p>
</header>
<main>
${letters.length === 0 ? '<p class="none">Nothing yet. Ask for a sign-in code and it appears here.</p>' : letters.map(article).join('\n')}
</main>
</body>
</html>
`
}

function article({ to, subject, text, at }: KeptLetter): string {
  const time = new Date(at).toISOString()
  return `<article>
<h2>${inHtml(subject)}</h2>
<p class="to">to <b>${inHtml(to)}</b>, <time datetime="${time}">${time.slice(11, 19)} UTC</time></p>
<pre>${inHtml(text)}</pre>
</article>`
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f5f2, #16171a);
  --sheet: light-dark(#fff, #1f2125);
  --ink: light-dark(#1c1d20, #ecebe8);
  --faint: light-dark(#5d5f66, #a3a5ad);
  --line: light-dark(#e2e0da, #33363c);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 44rem;
  padding: 2.5rem 1.25rem 4rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; letter-spacing: -0.02em; }
header p, .to, .none { color: var(--faint); }
header p { margin: 0.25rem 0 2rem; }
article {
  margin: 0 0 1rem;
  padding: 1.25rem 1.5rem;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
h2 { margin: 0; font-size: 1.15rem; overflow-wrap: anywhere; }
.to { margin: 0.125rem 0 0.75rem; font-size: 0.875rem; overflow-wrap: anywhere; }
pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
`
