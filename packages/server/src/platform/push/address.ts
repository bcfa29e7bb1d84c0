import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that are nobody's on the internet (RFC 6890 and successors): asking the server to connect there is an attack (SSRF). */
const inner = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(network, prefix, 'ipv4')

/** What IPv6 gives out to the world; all else is somebody's own, or IPv4 in disguise. */
const outer6 = new BlockList()
outer6.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [
  // 6to4 and Teredo lead to IPv4 addresses; 2001:db8:: is for documentation.
  ['2002::', 16],
  ['2001::', 23],
  ['2001:db8::', 32],
] as const)
  inner.addSubnet(network, prefix, 'ipv6')

export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !inner.check(address, 'ipv4')
  return family === 6 && outer6.check(address, 'ipv6') && !inner.check(address, 'ipv6')
}

/** Looks names up as usual, but fails for any that leads inside: checked on the very address that is connected to. */
export const publicLookup: LookupFunction = (name, options, done) => {
  systemLookup(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, [])
    const [first] = addresses
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
      return done(Object.assign(new Error(`${name} is no public host`), { code: 'EACCES' }), [])
    if (options.all === true) done(null, addresses)
    else done(null, first.address, first.family)
  })
}
