import * as z from 'zod'
import { decimalNumber, fallback, listOf, oneOf, secret, urlOf, wholeNumber, yesOrNo } from './setting.ts'

const MiB = 1024 * 1024

/** Known to many, free, and asked for nothing but one's own address. */
const publicStun = 'stun:stun.cloudflare.com:3478'

/**
 * Every setting of the server. A field `databaseUrl` is read from `DATABASE_URL`, or from `STOA_DATABASE_URL` where the
 * plain name is taken by something else on the machine.
 */
export const Settings = z.object({
  host: z
    .string()
    .default('127.0.0.1')
    .describe(
      'The address to listen on. `0.0.0.0` or `::` opens it to the network; put TLS in front of it then.',
    ),
  port: wholeNumber(0, 65_535).default(7070).describe('The port to listen on. 0 takes any free one.'),
  publicUrl: fallback(
    urlOf('http', 'https')
      .refine((text) => (URL.parse(text)?.pathname ?? '/') === '/', 'must be an address without a path')
      .transform((text) => new URL(text).origin)
      .optional(),
    '`http://localhost:<port>`',
  ).describe(
    'The address people open, as in letters and links. Needed wherever it is not the one listened on.',
  ),
  serverName: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(60, 'must be at most 60 characters')
    .default('Stoa')
    .describe("The server's name, as people see it."),
  data: z
    .string()
    .default('./.stoa')
    .describe('The folder with everything the server keeps: the embedded database, files and its secret.'),

  databaseUrl: fallback(
    secret(urlOf('postgres', 'postgresql').optional()),
    'an embedded PostgreSQL in the data folder',
  ).describe('A PostgreSQL 15+ server (also through PgBouncer). Needs `SECRET`.'),
  databasePool: wholeNumber(1, 500)
    .default(10)
    .describe('The most connections this node opens to `DATABASE_URL`.'),
  redisUrl: fallback(secret(urlOf('redis', 'rediss').optional()), 'this node is alone').describe(
    'A Redis 7+ or Valkey that nodes over the same database share.',
  ),
  kafkaBrokers: listOf(
    z.string().regex(/^[^\s:/@]+:\d{1,5}$/),
    'must be addresses such as kafka.example.com:9092 separated by commas',
  )
    .default([])
    .describe(
      'Kafka brokers, separated by commas, that carry emotes from viewers to analysis and its results to whoever else follows them. Without them emotes go from node to node directly, and whenever a node comes, goes or dies up to a minute of the emotes of some streams is not counted.',
    ),
  secret: fallback(
    secret(z.string().min(32, 'must be at least 32 characters').optional()),
    'made once at random and kept in the data folder',
  ).describe(
    'Signs access tokens and keys the hashes of codes. The same on every node; a new one signs everybody out.',
  ),

  smtpUrl: fallback(
    secret(urlOf('smtp', 'smtps').optional()),
    'letters are shown at `/mailbox`, on this machine only, and in the log',
  ).describe(
    'The server that sends mail, such as `smtps://user:password@mail.example.com`. Needs `MAIL_FROM`.',
  ),
  mailFrom: z
    .string()
    .regex(
      /^[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/,
      'must be an address such as Stoa <stoa@example.com>',
    )
    .default('Stoa <stoa@localhost>')
    .describe('Who letters come from.'),

  coinPrice: wholeNumber(1, 1_000_000)
    .default(100)
    .describe('What a coin costs, in the smallest unit of `COIN_CURRENCY`: 100 is one dollar.'),
  coinCurrency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'must be a currency of three letters such as usd')
    .toLowerCase()
    .default('usd')
    .describe('The currency that coins are bought in.'),
  callFeePercent: wholeNumber(0, 100)
    .default(20)
    .describe("The house's part of what a paid call costs, in percent; the creator gets the rest."),
  stripeSecretKey: fallback(
    secret(
      z
        .string()
        .regex(/^(sk|rk)_\w+$/, 'must be a secret or restricted key of Stripe, which begins with sk_ or rk_')
        .optional(),
    ),
    'coins cannot be bought, except demo coins',
  ).describe('Sells coins by Stripe Checkout. Needs `STRIPE_WEBHOOK_SECRET`.'),
  stripeWebhookSecret: fallback(
    secret(
      z
        .string()
        .regex(/^whsec_\S+$/, 'must be the signing secret of a webhook, which begins with whsec_')
        .optional(),
    ),
    'none',
  ).describe(
    'Tells what Stripe sends to `<PUBLIC_URL>/api/v1/webhooks/stripe` from forgeries. Send `checkout.session.*`, `charge.refunded` and `charge.dispute.*` there.',
  ),
  stripeUrl: urlOf('https', 'http')
    .default('https://api.stripe.com')
    .describe("Where Stripe's API is. Another one only for tests."),

  stunUrls: fallback(
    iceUrls('stun', 'stuns').default([publicStun]),
    `\`${publicStun}\`, which is Cloudflare's`,
  ).describe(
    'STUN servers, separated by commas, by which the two of a call find out where the other one is. They see the addresses of who calls; `none` for no such server, which is enough within one network.',
  ),
  turnUrls: fallback(
    iceUrls('turn', 'turns').default([]),
    'none: calls between some networks cannot connect, and people are told so',
  ).describe(
    'TURN servers (coturn), separated by commas, that relay calls which find no direct way, such as `turn:turn.example.com:3478`. Needs `TURN_SECRET`.',
  ),
  turnSecret: fallback(
    secret(z.string().min(8, 'must be at least 8 characters').optional()),
    'none',
  ).describe("The TURN servers' shared secret: coturn's `static-auth-secret`, with `use-auth-secret`."),
  livekitUrl: fallback(
    urlOf('ws', 'wss', 'http', 'https').optional(),
    'the media server that is built in',
  ).describe(
    'A LiveKit server that carries streams in place of the built-in media server, such as `wss://livekit.example.com`; people’s browsers connect there too. Needs `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET`.',
  ),
  livekitApiKey: fallback(z.string().optional(), 'none').describe("A key of LiveKit's."),
  livekitApiSecret: fallback(
    secret(z.string().min(6, 'must be at least 6 characters').optional()),
    'none',
  ).describe("The secret of `LIVEKIT_API_KEY`: signs tokens, and tells LiveKit's webhooks from forgeries."),
  livekitEgressFolder: fallback(
    z.string().startsWith('/', 'must be an absolute path').optional(),
    'streams carried by LiveKit are not recorded',
  ).describe(
    "`RECORDINGS_FOLDER` as LiveKit's egress service sees it, which writes there: it runs on this machine or shares the folder.",
  ),
  mediaUdpPort: wholeNumber(0, 65_535)
    .default(7071)
    .describe(
      'The one UDP port through which the pictures of live streams come and go (S4). Open it in firewalls. 0 takes any free one.',
    ),
  mediaBind: fallback(
    z.union([z.ipv4(), z.ipv6()], 'must be an IP address of this machine').optional(),
    'every address of this machine',
  ).describe('The address on which that port is opened.'),
  mediaPublicAddress: fallback(
    z.union([z.ipv4(), z.ipv6()], 'must be an IP address').optional(),
    'the addresses of this machine',
  ).describe(
    'The IP address under which others reach that port, where it is not one of this machine: behind a NAT, and in containers.',
  ),
  mediaKilobits: wholeNumber(100, 100_000)
    .default(6_000)
    .describe('The most that somebody who goes live is asked to send, in kilobits a second.'),
  mediaReturnSeconds: wholeNumber(1, 3_600)
    .default(30)
    .describe('How long a stream goes on when nobody publishes any more, for them to return (S1).'),
  recordingsFolder: fallback(z.string().min(1).optional(), '`recordings` in the data folder').describe(
    'Where streams are recorded. Where several nodes share a database, a folder that all of them share, too.',
  ),
  ffmpeg: z
    .string()
    .min(1)
    .default('ffmpeg')
    .describe(
      'The program that records streams: a path, or a name that is looked for in `/usr/local/bin`, `/usr/bin` and `/bin`. Where it is missing they are live all the same, and not recorded.',
    ),
  pushInside: yesOrNo()
    .default(false)
    .describe(
      'Also pushes to plain `http` and to addresses of this machine and its networks. Only for tests: with it, anybody who is signed in can make the server send there.',
    ),

  demo: yesOrNo().default(false).describe('Offers demo accounts that anybody can use without e-mail (A5).'),
  adminEmails: listOf(z.email().toLowerCase(), 'must be e-mail addresses separated by commas')
    .default([])
    .describe('Accounts with these addresses, separated by commas, are admins from their first sign-in.'),

  trustProxy: fallback(
    z
      .string()
      .transform((text) => (text === 'false' ? false : text.split(',').map((part) => part.trim())))
      .refine(
        (proxies) => proxies === false || proxies.every(isProxy),
        'must be false, or addresses, networks (10.0.0.0/8), loopback or uniquelocal, separated by commas',
      )
      .default(false),
    'no one',
  ).describe(
    'Whose `X-Forwarded-*` headers to believe: addresses, networks, `loopback` or `uniquelocal`, separated by commas.',
  ),
  metricsToken: fallback(
    secret(z.string().min(16, 'must be at least 16 characters').optional()),
    '`/metrics` answers on this machine only',
  ).describe('Whoever reads `/metrics` must send this as a bearer token.'),
  logLevel: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least serious lines to log.'),
  logFormat: oneOf(['auto', 'pretty', 'json'])
    .default('auto')
    .describe('`auto` is pretty on a terminal and JSON elsewhere.'),

  codeMinutes: wholeNumber(1, 60).default(5).describe('How long a sign-in code is valid (A1).'),
  codeTries: wholeNumber(1, 10).default(5).describe('How often a sign-in code may be tried (A1).'),
  callRingSeconds: wholeNumber(5, 300)
    .default(30)
    .describe('A call not answered for this long is missed (C3).'),
  callSilenceSeconds: wholeNumber(6, 300)
    .default(15)
    .describe('A side of a call not heard from for this long is gone (C5).'),
  emoteBaseline: yesOrNo()
    .default(true)
    .describe(
      "An emote is only a moment where it is unusual against the stream's own recent minutes (E4). Without it the plain ratio rule holds.",
    ),
  interviewMinutes: wholeNumber(1, 525_600)
    .default(30)
    .describe('Minutes without anything written in it after which an interview ends (P6).'),
  interviewParticipants: wholeNumber(2, 10_000).default(20).describe('The most people in one interview.'),
  presenceSeconds: wholeNumber(3, 600)
    .default(30)
    .describe('A user not heard from for this long is offline (T11).'),
  presenceMembers: wholeNumber(0, 10_000)
    .default(200)
    .describe('In rooms with more members presence is only a count (T11).'),
  headsSeconds: wholeNumber(1, 600)
    .default(15)
    .describe("How often clients are told their rooms' newest seq (T7)."),
  signalBuffer: wholeNumber(1024, 1024 * MiB)
    .default(MiB)
    .describe('Bytes waiting for one socket above which it gets no more signals (T9).'),
  socketBuffer: wholeNumber(1024, 1024 * MiB)
    .default(4 * MiB)
    .describe(
      'Bytes waiting for one socket above which it is closed as a slow consumer: after 30 s while they are getting fewer, at once where they are four times as many (T9).',
    ),
  rateLimitScale: decimalNumber(0.01, 1_000_000)
    .default(1)
    .describe(
      'Multiplies every rate limit. An address has 20 times what each of those signed in there has; raise it where that is too little, or for load tests.',
    ),
  overloadMilliseconds: wholeNumber(0, 60_000)
    .default(1000)
    .describe(
      'Mean delay of the event loop above which requests are refused with 503 (O4). 0 never refuses.',
    ),
  shutdownSeconds: wholeNumber(1, 600)
    .default(20)
    .describe('How long a stopping server waits for what is under way (O2).'),
})

/** ICE servers as RTCPeerConnection takes them; `none` is an empty list. */
function iceUrls(...schemes: readonly string[]) {
  const pattern = new RegExp(`^(${schemes.join('|')}):[^\\s/?@]+(\\?transport=(udp|tcp))?$`)
  const list = listOf(
    z.string().regex(pattern),
    `must be addresses such as ${schemes[0]}:${schemes[0]}.example.com:3478, separated by commas`,
  )
  return z
    .string()
    .transform((text) => (text === 'none' ? '' : text))
    .pipe(list)
}

function isProxy(text: string): boolean {
  if (text === 'loopback' || text === 'uniquelocal' || text === 'linklocal') return true
  return z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).safeParse(text).success
}

/** The server's settings, checked. Made only by `loadConfig`. */
export type Config = Readonly<z.output<typeof Settings>>
export type SettingName = keyof Config

/** `databaseUrl` → `DATABASE_URL` */
export function variableOf(setting: string): string {
  return setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
