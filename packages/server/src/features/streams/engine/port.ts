import { createSocket } from 'node:dgram'

/** Why a UDP port cannot be had, in words; null where it can. */
export async function troubleWithPort(port: number, address: string | undefined): Promise<string | null> {
  const trial = createSocket(address?.includes(':') ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<string | null>()
  trial.once('error', (error: NodeJS.ErrnoException) => {
    trial.close()
    resolve(wordsOf(error, port, address))
  })
  trial.once('listening', () => trial.close(() => resolve(null)))
  trial.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) })
  return promise
}

function wordsOf({ code, message }: NodeJS.ErrnoException, port: number, address = ''): string {
  switch (code) {
    case 'EADDRINUSE':
      return `UDP port ${port} is taken by another program; set MEDIA_UDP_PORT to a free one`
    case 'EACCES':
      return `UDP port ${port} may not be opened by this user; set MEDIA_UDP_PORT to one above 1023`
    case 'EADDRNOTAVAIL':
      return `MEDIA_BIND is ${address}, which is no address of this machine`
    default:
      return `UDP port ${port} cannot be opened: ${message}`
  }
}
