import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Person, type PersonOptions, signedIn } from './people.ts'

/** Cells of the time code: milliseconds in binary, and how many of them are set, so that a torn or blurred one is not read. */
const cells = { across: 9, down: 6, bits: 44, check: 6 } as const

/** Somebody at a browser whose camera shows nothing but what time it is, in cells that survive any codec. */
export async function withTimedCamera(options: PersonOptions): Promise<Person> {
  const person = await signedIn({ permissions: ['camera', 'microphone'], ...options })
  // Three browsers' pictures are made, carried and shown by one machine.
  person.page.context().setDefaultTimeout(30_000)
  await person.page.addInitScript(filmTime, cells)
  await person.page.reload()
  return person
}

/** Runs in the page before its own scripts. */
function filmTime({ across, down, bits, check }: typeof cells): void {
  const { mediaDevices } = navigator
  if (mediaDevices === undefined) return
  const original = mediaDevices.getUserMedia.bind(mediaDevices)
  const film = (): MediaStreamTrack[] => {
    const canvas = document.createElement('canvas')
    canvas.width = 720
    canvas.height = 480
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('No canvas')
    const [width, height] = [canvas.width / across, canvas.height / down]
    const cell = (at: number, set: boolean) => {
      pen.fillStyle = set ? 'white' : 'black'
      pen.fillRect((at % across) * width, Math.floor(at / across) * height, width, height)
    }
    const draw = () => {
      const now = Date.now()
      let ones = 0
      for (let bit = 0; bit < bits; bit += 1) {
        const set = Math.floor(now / 2 ** bit) % 2 === 1
        if (set) ones += 1
        cell(bit, set)
      }
      for (let bit = 0; bit < check; bit += 1) cell(bits + bit, Math.floor(ones / 2 ** bit) % 2 === 1)
    }
    draw()
    setInterval(draw, 33)
    return canvas.captureStream(30).getVideoTracks()
  }
  mediaDevices.getUserMedia = async (wanted) => {
    if (!wanted?.video) return original(wanted)
    const sound = wanted.audio ? (await original({ audio: wanted.audio })).getAudioTracks() : []
    return new MediaStream([...sound, ...film()])
  }
}

/** The time that a video shows right now, with when that was looked at; undefined for a picture that has none. */
export function timeShown(
  page: Page,
  selector: string,
): Promise<{ readonly shown: number; readonly at: number } | undefined> {
  return page.locator(selector).evaluate((video, { across, down, bits, check }) => {
    if (!(video instanceof HTMLVideoElement) || video.videoWidth === 0) return undefined
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const pen = canvas.getContext('2d')
    if (pen === null) return undefined
    pen.drawImage(video, 0, 0)
    const at = Date.now()
    const isSet = (place: number) => {
      const x = ((place % across) + 0.5) * (canvas.width / across)
      const y = (Math.floor(place / across) + 0.5) * (canvas.height / down)
      return (pen.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[1] ?? 0) > 127
    }
    let [shown, ones, said] = [0, 0, 0]
    for (let bit = 0; bit < bits; bit += 1) {
      if (!isSet(bit)) continue
      shown += 2 ** bit
      ones += 1
    }
    for (let bit = 0; bit < check; bit += 1) if (isSet(bits + bit)) said += 2 ** bit
    return ones === said && ones > 0 ? { shown, at } : undefined
  }, cells)
}

/** How old what is shown is, in milliseconds: the middle one of many looks. */
export async function delayShown(page: Page, selector: string, looks = 25): Promise<number> {
  const delays: number[] = []
  await expect
    .poll(
      async () => {
        const seen = await timeShown(page, selector)
        if (seen !== undefined) delays.push(seen.at - seen.shown)
        return delays.length
      },
      { timeout: 30_000, interval: 40 },
    )
    .toBeGreaterThanOrEqual(looks)
  delays.sort((one, other) => one - other)
  return delays[Math.floor(delays.length / 2)] ?? Number.NaN
}

/** The video of somebody, by their name, on a page where a stream is watched. */
export const videoOf = (page: Page, name: string) =>
  page.locator('video').and(page.getByLabel(name, { exact: true }))

async function framesOf(page: Page, name: string): Promise<number> {
  return await videoOf(page, name).evaluate((video) =>
    video instanceof HTMLVideoElement ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
  )
}

/** From now on keeps what is told of somebody's picture, however short; gives all of it. */
export async function watchingTold(page: Page, name: string): Promise<() => Promise<readonly string[]>> {
  const kept = await videoOf(page, name).evaluateHandle((video) => {
    const told: string[] = []
    const observer = new MutationObserver(() => told.push(video.getAttribute('data-watching') ?? ''))
    observer.observe(video, { attributeFilter: ['data-watching'] })
    return told
  })
  return () => kept.jsonValue()
}

/** Waits until this many more pictures were shown, also where a new connection begins to count anew. */
export async function showsMore(page: Page, name: string, more = 15): Promise<void> {
  await videoOf(page, name).waitFor({ timeout: 30_000 })
  let last = await framesOf(page, name)
  let seen = 0
  await expect
    .poll(
      async () => {
        const now = await framesOf(page, name)
        seen += Math.max(0, now - last)
        last = now
        return seen
      },
      { timeout: 45_000 },
    )
    .toBeGreaterThan(more)
}

/** Milliseconds from now until the first picture of somebody is shown, by the page's own clock. */
export async function firstFrameAfter(page: Page, name: string, open: () => Promise<void>): Promise<number> {
  const from = await page.evaluate(() => Date.now())
  await open()
  await videoOf(page, name).waitFor()
  const at = await videoOf(page, name).evaluate(async (video) => {
    if (!(video instanceof HTMLVideoElement)) return Number.NaN
    if (video.getVideoPlaybackQuality().totalVideoFrames === 0)
      await new Promise<void>((resolve) => video.requestVideoFrameCallback(() => resolve()))
    return Date.now()
  })
  return at - from
}

/** The media server that this process started: to be killed. */
export function mediaProcess(): number {
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      if (Number(parent) === process.pid && /packages\/media\/src\/main\.[jt]s/.test(command))
        return Number(name)
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error('No media server runs')
}

/** The props React holds of an element: the very same object until the component it is of is rendered again. */
export async function markRendering(page: Page, selector: string): Promise<void> {
  await page.locator(selector).evaluate((element) => {
    const key = Object.keys(element).find((one) => one.startsWith('__reactProps$'))
    if (key === undefined) throw new Error('React holds nothing of this element')
    Object.assign(window, { rendered: { element, key, props: Reflect.get(element, key) } })
  })
}

export function wasRendered(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { element, key, props } = Reflect.get(window, 'rendered')
    return Reflect.get(element, key) !== props
  })
}
