const reloadedKey = 'stoa.reloaded'

/**
 * A tab opened before an update asks for parts of the app that are gone. It loads the page anew, once for each
 * `build`: a part that is missing from the newest build too stays an error, and does not reload for ever.
 */
export function reloadOnStale(page: Window, build: string): void {
  page.addEventListener('vite:preloadError', async () => {
    // What cannot be reached is not stale, and a reload would lose the page.
    if (!page.navigator.onLine || page.sessionStorage.getItem(reloadedKey) === build) return
    if (!(await isServed(page))) return
    page.sessionStorage.setItem(reloadedKey, build)
    page.location.reload()
  })
}

async function isServed(page: Window): Promise<boolean> {
  try {
    return (await page.fetch('/health', { cache: 'no-store' })).ok
  } catch {
    return false
  }
}
