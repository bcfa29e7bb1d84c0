const reloadedKey = 'stoa.reloaded'

/**
 * A tab opened before an update asks for parts of the app that are gone. It loads the page anew, once for each
 * `build`: a part that is missing from the newest build too stays an error, and does not reload for ever.
 */
export function reloadOnStale(page: Window, build: string): void {
  page.addEventListener('vite:preloadError', () => {
    // Offline nothing is stale, and a reload would lose the page.
    if (!page.navigator.onLine || page.sessionStorage.getItem(reloadedKey) === build) return
    page.sessionStorage.setItem(reloadedKey, build)
    page.location.reload()
  })
}
