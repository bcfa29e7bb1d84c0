import { lazyRouteComponent } from '@tanstack/react-router'

/** A part of the app could not be loaded: there is no network, or the server is away. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super('It could not be loaded. Check your connection and try again.', { cause })
  }
}

/**
 * A page whose code is loaded once it is wanted. Of a failure that it knows for one of loading the router would make a reload of
 * everything, which without a network is the end of what is open; a part that an update took away is seen to by `reloadOnStale`.
 */
export function lazyPart<T extends Record<string, unknown>, K extends keyof T>(
  load: () => Promise<T>,
  name: K,
) {
  const loadOrTell = async () => {
    try {
      return await load()
    } catch (cause) {
      throw new PartMissing(cause)
    }
  }
  return lazyRouteComponent(loadOrTell, name)
}
