import { describe, expect, test } from 'vitest'
import { announce } from './answer.ts'
import { playable } from './codecs.ts'
import { readFragment } from './fragment.ts'
import { readOffer } from './offer.ts'

const session = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1']
const secure = [
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789012345678901',
  'a=fingerprint:sha-256 AA:BB',
  'a=setup:actpass',
]
const video = [
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 98',
  'a=mid:0',
  'a=sendonly',
  'a=rtcp-mux',
  ...secure,
].concat(
  ['a=rtpmap:96 VP8/90000', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96', 'a=rtpmap:98 H264/90000'],
  ['a=fmtp:98 packetization-mode=1;profile-level-id=42e01f', 'a=ssrc:11 cname:x', 'a=ssrc:12 cname:x'],
)
const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111 0', 'a=mid:1', 'a=sendonly', 'a=rtcp-mux', ...secure].concat([
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10',
  'a=rtpmap:0 PCMU/8000',
  'a=ssrc:13 cname:x',
])
const whole = [...session, ...video, ...audio]
const text = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`

describe('an offer', () => {
  test.each(['\r', '\u0000', '\u000b', '\u0085'])('with %j in a line is refused', (control) => {
    const lines = whole.map((line) => (line.startsWith('a=fmtp:98') ? `${line}${control}m=video 9` : line))
    expect(readOffer(text(lines), 'publisher')).toEqual({ unacceptable: 'control characters in a line' })
  })

  test('is read by section, with the codecs that can be forwarded', () => {
    expect(readOffer(text(whole), 'publisher')).toMatchObject({
      ufrag: 'abcd',
      media: [
        {
          kind: 'video',
          mid: '0',
          codecs: [{ name: 'VP8' }, { name: 'H264', payloadType: 98 }],
          ssrcs: [11, 12],
        },
        { kind: 'audio', mid: '1', codecs: [{ name: 'OPUS', payloadType: 111, format: 'minptime=10' }] },
      ],
    })
  })

  const without = (wrong: RegExp) => whole.filter((line) => !wrong.test(line))
  const instead = (from: RegExp, to: string) => whole.map((line) => line.replace(from, to))
  const bad: [what: string, lines: readonly string[]][] = [
    ['is not a description', ['hello']],
    ['has no media', session],
    ['has a data channel', [...whole, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:2']],
    ['has two videos', [...whole, ...video.map((line) => line.replace('a=mid:0', 'a=mid:2'))]],
    ['is not bundled', without(/^a=group/)],
    ['is not multiplexed', without(/^a=rtcp-mux/)],
    ['is not encrypted', instead(/UDP\/TLS\/RTP\/SAVPF/, 'RTP/AVP')],
    ['has no fingerprint', without(/^a=fingerprint/)],
    ['has no credentials', without(/^a=ice-/)],
    ['has no setup', without(/^a=setup/)],
    ['has no mid', without(/^a=mid/)],
    ['only receives', instead(/^a=sendonly/, 'a=recvonly')],
    ['rejects its own audio', instead(/^m=audio 9/, 'm=audio 0')],
    ['has no codec we know', instead(/opus/, 'ISAC')],
    ['is simulcast', [...whole, 'a=rid:h send', 'a=simulcast:send h']],
    ['announces no SSRC', without(/^a=ssrc/)],
    ['never ends', [...whole, `a=x:${'x'.repeat(70_000)}`]],
    ['names more codecs than there can be', instead(/SAVPF 96 97 98/, `SAVPF${' 96'.repeat(129)}`)],
    // Each codec looked for in each line is a minute in which no stream goes on.
    [
      'is nothing but codecs and lines',
      [
        ...whole,
        `m=video 9 UDP/TLS/RTP/SAVPF${' 1'.repeat(8_000)}`,
        'a=mid:2',
        'a=rtcp-mux',
        ...secure,
      ].concat(Array<string>(4_000).fill('a=rtpmap:')),
    ],
  ]
  test.each(bad)('that %s is unacceptable as a whole', (_, lines) => {
    expect(readOffer(text(lines), 'publisher')).toEqual({ unacceptable: expect.any(String) })
  })

  test('names no port for what goes in the bundle alone', () => {
    const lines = instead(/^m=audio 9/, 'm=audio 0').concat('a=bundle-only')
    expect(readOffer(text(lines), 'publisher')).toMatchObject({
      media: [{ kind: 'video' }, { kind: 'audio' }],
    })
  })

  test('of a viewer receives', () => {
    expect(readOffer(text(whole), 'viewer')).toHaveProperty('unacceptable')
    expect(readOffer(text(instead(/^a=sendonly/, 'a=recvonly')), 'viewer')).toHaveProperty('media')
  })
})

test('a viewer gets the codec as it is sent, under its own payload type', () => {
  const h264 = (payloadType: number, format: string) => ({
    name: 'H264',
    payloadType,
    clockRate: 90_000,
    format,
  })
  const sent = h264(125, 'packetization-mode=1;profile-level-id=640c1f')
  const single = h264(1, 'profile-level-id=640c1f')
  const baseline = h264(2, 'packetization-mode=1;profile-level-id=42e01f')
  const high = h264(3, 'packetization-mode=1;profile-level-id=64001f')
  expect(playable(sent, [single, baseline, high])).toBe(high)
  expect(playable(sent, [single, baseline])).toBe(baseline)
  expect(playable(sent, [single])).toBeUndefined()
  const vp9 = (payloadType: number, format: string) => ({
    name: 'VP9',
    payloadType,
    clockRate: 90_000,
    format,
  })
  expect(playable(vp9(1, ''), [vp9(2, 'profile-id=2'), vp9(3, 'profile-id=0')])?.payloadType).toBe(3)
})

test('a fragment is candidates, or credentials, or an end of both', () => {
  const candidate = 'candidate:1 1 UDP 1 192.0.2.1 5000 typ host'
  expect(
    readFragment(text(['a=ice-ufrag:abcd', 'm=audio 9 RTP/AVP 0', 'a=mid:7', `a=${candidate}`])),
  ).toEqual({
    ufrag: 'abcd',
    password: undefined,
    candidates: [{ candidate, mid: '7' }],
  })
  expect(readFragment(text(['a=end-of-candidates']))?.candidates).toEqual([])
  for (const body of [
    '',
    'nonsense',
    'a=candidate:nonsense',
    'a=mid:0',
    text(Array(33).fill(`a=${candidate}`)),
  ])
    expect(readFragment(body)).toBeUndefined()
})

test('a name is looked up for nobody: of trickled candidates only those with an address count', () => {
  const typed = (address: string) => `a=candidate:1 1 UDP 1 ${address} 5000 typ host`
  const named = ['db.internal', 'a1b2.local', '999.1.1.1', '127.1']
  const fragment = readFragment(text(['a=mid:0', ...['192.0.2.1', '2001:db8::1', ...named].map(typed)]))
  expect(fragment?.candidates.map(({ candidate }) => candidate.split(' ')[4])).toEqual([
    '192.0.2.1',
    '2001:db8::1',
  ])
})

test('S4: a public address is announced before the local ones', () => {
  const answer = text([
    'v=0',
    'm=video 9 X 96',
    'a=candidate:1 1 UDP 2114977791 10.0.0.1 7000 typ host',
    'm=audio 9 X 1',
  ])
  expect(announce(answer, '203.0.113.5', 7000).split('\r\n').slice(1, 4)).toEqual([
    'm=video 9 X 96',
    'a=candidate:stoa 1 UDP 2122252543 203.0.113.5 7000 typ host',
    'a=candidate:1 1 UDP 2114977791 10.0.0.1 7000 typ host',
  ])
})
