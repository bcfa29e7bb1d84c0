import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from '../../../platform/telemetry/log.ts'
import type { WalletEvent } from '../needs.ts'
import { createForgeries } from './forgeries.ts'

test('A8: however many webhooks are forged, the audit log gets one entry a minute, with how many more there were', async () => {
  const recorded: WalletEvent[] = []
  const lines: string[] = []
  const destination = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const forgeries = createForgeries({
    log: createLog({ logLevel: 'warn', logFormat: 'json' }, destination),
    record: async (event) => {
      recorded.push(event)
    },
  })
  const began = 10_000_000
  for (let second = 0; second < 150; second++)
    await forgeries.note({ address: `10.0.0.${second}`, at: began + second * 1000 })
  expect(lines).toHaveLength(150)
  expect(recorded.map(({ at, address, details }) => [at - began, address, details])).toEqual([
    [0, '10.0.0.0', { provider: 'stripe', more: 0 }],
    [60_000, '10.0.0.60', { provider: 'stripe', more: 59 }],
    [120_000, '10.0.0.120', { provider: 'stripe', more: 59 }],
  ])
  await forgeries.note({ address: '10.0.0.1', at: began - 3_600_000 })
  expect(recorded).toHaveLength(4)
})
