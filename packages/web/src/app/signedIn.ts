const key = 'stoa.signed-in'

/**
 * Was somebody signed in here when this browser was last used? The refresh token is in a cookie no script can read; this
 * lets the landing page show at once to newcomers instead of asking the server first.
 */
export function mayBeSignedIn(storage: Storage): boolean {
  return storage.getItem(key) !== null
}

export function rememberSignedIn(storage: Storage, signedIn: boolean): void {
  if (signedIn) storage.setItem(key, 'yes')
  else storage.removeItem(key)
}
