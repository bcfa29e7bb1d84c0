import * as z from 'zod'
import { route } from '../http/index.ts'

const tag = 'operation'

export const health = route({
  method: 'GET',
  path: '/health',
  access: 'public',
  tag,
  summary: 'Is the process alive?',
  reply: z.object({ status: z.literal('ok'), version: z.string(), uptime: z.number().describe('Seconds') }),
  limit: { max: 6000, seconds: 60 },
})

export const ready = route({
  method: 'GET',
  path: '/ready',
  access: 'public',
  tag,
  summary: 'Do the things it depends on answer?',
  reply: z.object({
    status: z
      .enum(['ok', 'degraded'])
      .describe('`degraded`: it serves, but without something it would like to have'),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), milliseconds: z.number() })),
  }),
  faults: ['UNAVAILABLE'],
  limit: { max: 6000, seconds: 60 },
})

/** What a client must know of a server before anybody signs in. */
export const about = route({
  method: 'GET',
  path: '/api/v1/about',
  access: 'public',
  tag,
  summary: 'What this server is and offers',
  reply: z.object({
    name: z.string(),
    version: z.string(),
    demo: z.boolean().describe('Are there demo accounts?'),
    mailbox: z.boolean().describe('Is mail shown on the dev mailbox page instead of being sent?'),
  }),
})

export const operationRoutes = [health, ready, about] as const
