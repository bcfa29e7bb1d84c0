import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A camera and a microphone that are made up, and given to whoever asks. */
export const fakeDevices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']

/** The system's Chromium; `CHROMIUM` names another. */
export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...quiet, ...args],
  })
}

export interface Window {
  readonly page: Page
  /** What the page complained about: errors thrown, errors logged, and everything its CSP refused. */
  readonly complaints: readonly string[]
  setOffline(offline: boolean): Promise<void>
  close(): Promise<void>
}

/** A window of its own: no cookies, nothing stored, motion reduced. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(10_000)
  // Also of what a script catches. The frames that code runs in have policies of their own.
  await context.addInitScript(() => {
    if (window !== window.top) return
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error(`refused by the security policy: ${effectiveDirective} ${blockedURI}`),
    )
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const text = message.text()
    // A browser says itself when a request fails; being offline is part of these tests.
    const network = text.startsWith('Failed to load resource') || text.includes('WebSocket connection to')
    if (message.type() === 'error' && !network) complaints.push(text)
  })
  return {
    page,
    complaints,
    setOffline: (offline) => context.setOffline(offline),
    close: () => context.close(),
  }
}
