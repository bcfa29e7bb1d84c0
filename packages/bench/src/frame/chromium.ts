import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const file = '/usr/bin/chromium'

/** The system's Chromium, without a window. Null where the machine has none. */
export async function openChromium(): Promise<Browser | null> {
  if (!existsSync(file)) return null
  return await chromium.launch({ executablePath: file, args: ['--no-sandbox', '--disable-gpu'] })
}
