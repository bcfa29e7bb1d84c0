import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { begin, editor, linkFor, textIn } from './interviews.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
/** The interviewer, and a candidate without an account. */
let ada: Person
let zeno: Window
/** Everything that came to the candidate's browser or left it. */
const traffic: string[] = []
/** Another site, and what came to it. */
let elsewhere: Server
const reached: string[] = []

// A runtime takes its time to start where the machine is busy, and a runaway program takes ten seconds to be stopped.
vi.setConfig({ testTimeout: 120_000 })
const patience = { timeout: 90_000 }

const hidden = { name: 'quicksilver-name', input: 'quicksilver-input', expected: 'quicksilver-expected' }
const visible = { name: 'marigold-name', input: 'marigold-input', expected: 'marigold-input!' }

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  elsewhere = createServer((request, reply) => {
    reached.push(request.url ?? '')
    reply.setHeader('access-control-allow-origin', '*').end('reached')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  zeno = await openWindow(browser)
  record(zeno.page)
  await ada.page.goto(`${node.url}/interviews`)
  await begin(ada.page, { title: 'Zeno, backend', from: 'Two sum' })
  await zeno.page.goto(await linkFor(ada.page, 'Candidate'))
  await zeno.page.getByLabel('Your name').fill('Zeno')
  await zeno.page.getByRole('button', { name: 'Join' }).click()
  await editor(zeno.page).waitFor()
})

afterAll(async () => {
  await browser?.close()
  elsewhere?.close()
  await node?.stop()
})

function record(page: Page): void {
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => traffic.push(String(payload)))
    socket.on('framesent', ({ payload }) => traffic.push(String(payload)))
  })
  page.on('request', (request) => traffic.push(request.url(), request.postData() ?? ''))
  page.on('response', async (response) => {
    if (!response.url().includes('/api/')) return
    // One that was given up has no body.
    const body = await response.text().catch(() => '')
    traffic.push(body)
  })
}

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Run', exact: true })
const output = (page: Page): Locator => panel(page).locator('pre').first()
const language = (page: Page): Locator => page.getByLabel('Language')

/** Writes this in place of what there is, for both. */
async function write(code: string): Promise<void> {
  await editor(ada.page).click()
  await ada.page.keyboard.press('Control+a')
  await ada.page.keyboard.press('Backspace')
  await ada.page.keyboard.insertText(code)
  const last = code.trim().split('\n').at(-1) ?? ''
  for (const { page } of [ada, zeno]) await expect.poll(() => textIn(page), patience).toContain(last)
}

async function run(page: Page): Promise<void> {
  await panel(page).getByRole('button', { name: 'Run', exact: true }).click()
}

/** Runs it at somebody's, and waits until both have its end, which says this. */
async function runToEnd(page: Page, ending: string): Promise<void> {
  const runs = ({ page: one }: Window) => panel(one).getByRole('list', { name: 'Runs' }).getByRole('listitem')
  const before = await runs(ada).count()
  await run(page)
  for (const one of [ada, zeno]) {
    await expect.poll(() => runs(one).count(), patience).toBe(before + 1)
    await runs(one).first().filter({ hasText: ending }).waitFor()
  }
}

async function switchTo(value: string): Promise<void> {
  // P4: each person once in 5 s.
  await expect
    .poll(
      async () => {
        await language(ada.page).selectOption(value)
        return language(zeno.page).inputValue()
      },
      { ...patience, interval: 1000 },
    )
    .toBe(value)
}

test('P7: Python runs in the browser, reads its input, and everybody sees what it writes', async () => {
  await write('print("hello", input())\nprint("to", "stderr", file=__import__("sys").stderr)')
  await panel(ada.page).getByRole('tab', { name: 'Input' }).click()
  await panel(ada.page).getByLabel('Input of the program').fill('from ada')
  await editor(ada.page).click()
  await ada.page.keyboard.press('Control+Enter')
  await output(zeno.page).filter({ hasText: 'hello from ada' }).waitFor(patience)
  await output(zeno.page).filter({ hasText: 'to stderr' }).waitFor()
  await panel(zeno.page).getByText('Finished').first().waitFor()
  await output(ada.page).filter({ hasText: 'hello from ada' }).waitFor()
  expect(await textIn(ada.page)).not.toContain('\n\n')
})

test('an error is shown where it is in the program, and nothing of what runs it', async () => {
  await write('def halve(n):\n    return n / 0\nhalve(3)')
  await runToEnd(zeno.page, 'Failed')
  const shown = await output(ada.page).textContent()
  expect(shown).toContain('ZeroDivisionError')
  expect(shown).toContain('File "main.py", line 2, in halve')
  expect(shown?.match(/File "/g)).toHaveLength(2)
})

test('P7: a runaway program is stopped at its limit with a message, and the page can be used meanwhile', async () => {
  await write('while True:\n    print("flood")')
  const ended = runToEnd(ada.page, 'Stopped after 10 s')
  await panel(ada.page).getByText('Running…').waitFor(patience)
  // None of these would come through in a page that is flooded.
  await panel(ada.page).getByRole('tab', { name: 'Input' }).click()
  await panel(ada.page).getByLabel('Input of the program').fill('')
  await panel(ada.page).getByRole('tab', { name: 'Output' }).click()
  await ended
  const shared = await output(zeno.page).textContent()
  expect(shared).toHaveLength(50_000)
  expect(shared).toContain('cut here')
})

test('P7: a program can be stopped by hand at once', async () => {
  await write('while True:\n    pass')
  const ended = runToEnd(ada.page, 'Stopped')
  await panel(ada.page).getByText('Running…').waitFor(patience)
  await panel(ada.page).getByRole('button', { name: 'Stop', exact: true }).click()
  await ended
})

test('a look at another tab neither ends a run nor loses the input', async () => {
  const tab = (name: string) => ada.page.getByRole('tab', { name, exact: true })
  await panel(ada.page).getByRole('tab', { name: 'Input' }).click()
  await panel(ada.page).getByLabel('Input of the program').fill('kept')
  await panel(ada.page).getByRole('tab', { name: 'Output' }).click()
  const ended = runToEnd(ada.page, 'Stopped')
  await panel(ada.page).getByText('Running…').waitFor(patience)
  await tab('Question').click()
  await editor(ada.page).filter({ hasText: 'Two sum' }).waitFor()
  await tab('main.py').click()
  await panel(ada.page).getByRole('button', { name: 'Stop', exact: true }).click()
  await ended
  await panel(ada.page).getByRole('tab', { name: 'Input' }).click()
  const input = panel(ada.page).getByLabel('Input of the program')
  expect(await input.inputValue()).toBe('kept')
  await input.fill('')
  await panel(ada.page).getByRole('tab', { name: 'Output' }).click()
})

test('P7: a program that wants all memory is told that there is no more', async () => {
  await write('all = []\nwhile True:\n    all.append("x" * 10_000_000)')
  await runToEnd(ada.page, 'Failed')
  expect(await output(zeno.page).textContent()).toContain('Out of memory')
})

test('P7: nothing of the network, of our origin or of the page can be reached from Python', async () => {
  const { port } = elsewhere.address() as AddressInfo
  await ada.page.evaluate(() => {
    localStorage.setItem('treasure', 'found')
    indexedDB.open('treasure')
  })
  await write(attempts(node.url, `http://127.0.0.1:${port}`))
  await runToEnd(ada.page, 'Finished')
  const lines = (await output(zeno.page).textContent())?.trimEnd().split('\n') ?? []
  expect(lines).toHaveLength(26)
  expect(lines.filter((line) => line.includes('REACHED'))).toEqual([])
  expect(reached).toEqual([])
})

test('P7: JavaScript runs and has nothing but the language', async () => {
  await switchTo('javascript')
  const names = [
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'EventSource',
    'importScripts',
    'Worker',
    'indexedDB',
    'self',
  ]
  await write(`const names = ${JSON.stringify(names)}
console.log([1, { two: 'three' }], names.filter((name) => name in globalThis))
import('${node.url}/theme.js').catch((error) => console.log('refused', error.name))`)
  await runToEnd(zeno.page, 'Finished')
  expect(await output(ada.page).textContent()).toBe("[ 1, { two: 'three' } ] []\nrefused ReferenceError\n")
})

test('P7: a runaway loop of JavaScript is stopped too', async () => {
  await write('console.log("before")\nwhile (true) {}')
  await runToEnd(zeno.page, 'Stopped after 10 s')
  expect(await output(ada.page).textContent()).toBe('before\n')
})

test('P7: TypeScript runs without its types', async () => {
  await switchTo('typescript')
  await write(
    'interface Greeting { text: string }\nconst it: Greeting = { text: "typed" }\nconsole.log(it.text as string)',
  )
  await runToEnd(ada.page, 'Finished')
  expect(await output(zeno.page).textContent()).toBe('typed\n')
})

test('P7: SQL runs on a new database each time and gives its tables aligned', async () => {
  await switchTo('sql')
  await write(
    "CREATE TABLE cities (name text, people int);\nINSERT INTO cities VALUES ('Kition', 42);\nSELECT * FROM cities;",
  )
  for (const { page } of [ada, ada, zeno]) {
    await runToEnd(page, 'Finished')
    expect(await output(ada.page).textContent()).toContain(' Kition |     42')
  }
})

test('a language that does not run says so', async () => {
  await switchTo('go')
  await panel(zeno.page).getByText('Go does not run here.').waitFor()
  expect(await panel(zeno.page).getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true)
})

async function addTest(one: typeof visible, isHidden: boolean): Promise<void> {
  const { page } = ada
  await panel(page).getByRole('button', { name: 'Add a test' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(one.name)
  await dialog.getByLabel('Input').fill(one.input)
  await dialog.getByLabel('Expected output').fill(one.expected)
  if (isHidden) await dialog.getByLabel('Hidden').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('P7: tests show which pass; hidden ones are run for interviewers alone', async () => {
  await switchTo('javascript')
  await write('console.log(readline() + "!")')
  await panel(ada.page).getByRole('tab', { name: 'Tests' }).click()
  await addTest(visible, false)
  await addTest(hidden, true)
  await panel(ada.page).getByRole('button', { name: 'Run tests' }).click()
  const item = (name: string) => panel(ada.page).getByRole('listitem').filter({ hasText: name })
  await item(visible.name).getByRole('img', { name: 'Passed' }).waitFor(patience)
  await item(hidden.name).getByRole('img', { name: 'Failed' }).waitFor()
  await item(hidden.name).locator('summary').click()
  await item(hidden.name)
    .getByRole('cell', { name: `${hidden.input}!` })
    .waitFor()

  await panel(zeno.page).getByRole('list', { name: 'Tests' }).getByText(visible.name).waitFor()
  await panel(zeno.page).getByRole('tab', { name: 'Tests' }).click()
  await panel(zeno.page).getByRole('button', { name: 'Run tests' }).click()
  await panel(zeno.page).getByRole('status').filter({ hasText: 'passed' }).waitFor(patience)
  expect(await zeno.page.getByRole('button', { name: 'Add a test' }).count()).toBe(0)
})

test('P9: hidden tests were in nothing that passed through the candidate’s browser, also after a reload', async () => {
  await zeno.page.reload()
  await editor(zeno.page).waitFor()
  // What this device kept comes first, and may be some seconds older.
  await expect.poll(() => textIn(zeno.page), patience).toContain('readline')
  await expect.poll(() => language(zeno.page).inputValue(), patience).toBe('javascript')
  await run(zeno.page)
  await output(zeno.page).filter({ hasText: 'null!' }).waitFor(patience)
  const all = traffic.join('\n')
  // What everybody may see was heard, so what nobody heard was not there.
  expect(all).toContain(visible.input)
  expect(all).not.toContain('quicksilver')
})

test('no page complained, and the content security policy of the pages refused nothing', () => {
  const own = (complaint: string) =>
    !complaint.includes("default-src 'none'") && !complaint.includes('script-src')
  expect(ada.complaints.filter(own)).toEqual([])
  expect(zeno.complaints).toEqual([])
})

/** Python that tries every way out that there is, and says of each how it went. */
function attempts(ours: string, other: string): string {
  return `
import asyncio, js, socket, urllib.request
from pyodide.ffi import create_proxy
from pyodide.code import run_js

async def attempt(name, what):
    try:
        result = what()
        if hasattr(result, "__await__"): result = await result
        print(name, "REACHED" if result else "nothing")
    except BaseException as error:
        print(name, "refused", type(error).__name__)

async def opened(make):
    source, done = make(), asyncio.Future()
    source.onopen = create_proxy(lambda event: done.done() or done.set_result(True))
    source.onerror = create_proxy(lambda event: done.done() or done.set_result(None))
    return await asyncio.wait_for(done, 2)

def xhr(url):
    request = js.XMLHttpRequest.new()
    request.open("GET", url, False)
    request.send()
    return request.responseText

async def main():
    for name, url in {"ours": "${ours}/health", "theirs": "${other}/python"}.items():
        await attempt(name + " fetch", lambda: js.fetch(url))
        await attempt(name + " fetch again", lambda: js.WorkerGlobalScope.prototype.fetch.call(js.self, url))
        await attempt(name + " xhr", lambda: xhr(url))
        await attempt(name + " importScripts", lambda: (js.WorkerGlobalScope.prototype.importScripts.call(js.self, url), True))
        await attempt(name + " WebSocket", lambda: opened(lambda: js.WebSocket.new(url.replace("http", "ws"))))
        await attempt(name + " EventSource", lambda: opened(lambda: js.EventSource.new(url)))
        await attempt(name + " Worker", lambda: opened(lambda: js.Worker.new(url)))
        await attempt(name + " urllib", lambda: urllib.request.urlopen(url).read())
    await attempt("socket", lambda: socket.create_connection(("127.0.0.1", ${other.split(':').at(-1)})).recv(1))
    await attempt("eval", lambda: js.eval("1 + 1"))
    await attempt("run_js", lambda: run_js("1 + 1"))
    await attempt("Function", lambda: js.Function.new("return 1")())
    await attempt("indexedDB", lambda: js.indexedDB.open("treasure"))
    await attempt("caches", lambda: js.caches.open("treasure"))
    await attempt("localStorage", lambda: js.localStorage.getItem("treasure"))
    await attempt("document", lambda: js.document.cookie)
    await attempt("postMessage", lambda: js.postMessage("out"))
    print("all tried")
asyncio.run(main())
`
}
