import { startPushService } from '@stoa/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../telemetry/log.ts'
import { isPublicAddress, publicLookup } from './address.ts'
import { createPush } from './create.ts'
import { deriveVapidKeys } from './keys.ts'
import type { Push } from './push.ts'

let service: Awaited<ReturnType<typeof startPushService>>
beforeAll(async () => {
  service = await startPushService()
})
afterAll(() => service.stop())

const log = createLog({ logLevel: 'silent', logFormat: 'json' })
const pushOf = (inside: boolean, secret = 'a secret of the tests, long enough'): Push =>
  createPush({ secret, contact: 'mailto:stoa@example.com', inside, log })
const push = pushOf(true)
const options = { seconds: 30, topic: 'a-topic' }

function browser(name: string, key = push.key) {
  const { endpoint, keys } = service.subscribe(name, key)
  return { endpoint, ...keys }
}

test('C3: a push is encrypted for the browser, signed by the server and carries its time to live and topic', async () => {
  const message = { kind: 'call-over', call: crypto.randomUUID(), from: '高橋 空 🎧' }
  expect(await push.send(browser('phone'), message, options)).toBe('sent')
  expect(await service.next()).toEqual({
    ...{ browser: 'phone', message, ttl: 30, topic: 'a-topic', urgency: 'high', sender: push.key },
  })
})

test('a browser that is gone, keys that are wrong, another server: told from each other', async () => {
  const phone = browser('lost')
  service.expire('lost')
  expect(await push.send(phone, {}, options)).toBe('gone')
  service.expire('lost', 404)
  expect(await push.send(phone, {}, options)).toBe('gone')
  expect(await pushOf(true, 'another secret, also long enough').send(browser('loyal'), {}, options)).toBe(
    'failed',
  )
  expect(await push.send({ ...browser('odd'), p256dh: 'AAAA' }, {}, options)).toBe('failed')
  expect(await push.send({ ...browser('odd'), endpoint: 'http://127.0.0.1:1/' }, {}, options)).toBe('failed')
})

test('every node of a server has the same key, and another secret another one', () => {
  expect(deriveVapidKeys('one')).toEqual(deriveVapidKeys('one'))
  expect(deriveVapidKeys('one').publicKey).not.toBe(deriveVapidKeys('two').publicKey)
  expect(Buffer.from(deriveVapidKeys('one').publicKey, 'base64url')).toHaveLength(65)
})

test('nothing is sent to this machine, its networks, or without https, however it is written', async () => {
  const strict = pushOf(false)
  const keys = browser('nobody')
  for (const endpoint of [
    ...[
      'http://push.example.com/1',
      'https://localhost/1',
      'https://127.0.0.1/1',
      'https://127.1/1',
      'https://2130706433/',
    ],
    ...[
      'https://10.0.0.8/1',
      'https://169.254.169.254/latest',
      'https://[::1]/1',
      'https://[::ffff:127.0.0.1]/1',
    ],
    ...[
      'https://[fe80::1]/',
      'https://[fd00::1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://0.0.0.0/',
      service.url,
    ],
  ]) {
    expect(() => strict.check({ ...keys, endpoint })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    )
    expect(await strict.send({ ...keys, endpoint }, {}, options)).toBe('gone')
  }
  expect(() => strict.check({ ...keys, endpoint: 'https://fcm.googleapis.com/fcm/send/1' })).not.toThrow()
})

test('a name that leads inside is not followed, whatever it led to when it was looked at before', async () => {
  const looked = await new Promise((resolve) => publicLookup('localhost', {}, (error) => resolve(error)))
  expect(looked).toMatchObject({ code: 'EACCES' })
  expect(['8.8.8.8', '2606:4700::1111'].map(isPublicAddress)).toEqual([true, true])
  expect(
    ['172.20.1.1', '100.64.0.1', '2002:7f00:1::', '::', 'no address'].map(isPublicAddress),
  ).not.toContain(true)
})
