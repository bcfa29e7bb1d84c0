interface Listening {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/** What browsers have and Node has not, as far as the client uses it. */
interface Page extends Listening {
  readonly visibilityState: string
  readonly defaultView: Listening | null
}

function pageHere(): Page | undefined {
  return Reflect.get(globalThis, 'document')
}

export function isBrowser(): boolean {
  return pageHere() !== undefined
}

/** Told when waiting may be over: the network is there again, or somebody looks at the page. Safari has no other way (M9). */
export function whenBack(back: () => void): () => void {
  const page = pageHere()
  if (page === undefined) return () => {}
  const seen = () => {
    if (page.visibilityState === 'visible') back()
  }
  page.defaultView?.addEventListener('online', back)
  page.addEventListener('visibilitychange', seen)
  return () => {
    page.defaultView?.removeEventListener('online', back)
    page.removeEventListener('visibilitychange', seen)
  }
}
