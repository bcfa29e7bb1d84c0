#!/usr/bin/env node
import { delimiter, dirname, join } from 'node:path'
import { install, root } from './install.mjs'
import { livekit, livekitOrBuild } from './livekit.mjs'
import { command, Refusal, run, say } from './process.mjs'
import { chromium, mediaPrograms, postgres } from './programs.mjs'
import { withScratch } from './scratch.mjs'
import { build } from './web.mjs'

const [task = '', ...args] = process.argv.slice(2)
const { PATH = '' } = process.env

/** @type {Record<string, (node: string) => Promise<number>>} */
const tasks = {
  test: (node) => withScratch((env) => vitest(node, 'test', env)),
  e2e: async (node) => {
    const browser = chromium()
    mediaPrograms()
    await build(node)
    return withScratch((env) => vitest(node, 'e2e', { CHROMIUM: browser, ...env }))
  },
  'test:cluster': async (node) => {
    const code = await vitest(node, 'cluster', { PATH: [postgres(), PATH].join(delimiter) })
    // Files that are named are of one kind or the other.
    if (args.length > 0) return code
    const folder = livekit()
    if (folder !== undefined) return (await overLivekit(node, folder)) || code
    say(
      'NOT RUN: the tests against a real LiveKit, for want of livekit-server. `npm run test:livekit` builds it with Go',
    )
    return code
  },
  'test:livekit': async (node) => overLivekit(node, await livekitOrBuild()),
  check: (node) => program(node, [join('tooling', 'check.ts'), ...args]),
  bench: async (node) => {
    await build(node)
    const env = args[0] === 'media' ? withLivekit(await livekitOrBuild()) : {}
    return program(node, [join('packages', 'bench', 'src', 'main.ts'), ...args], env)
  },
  chaos: (node) => program(node, [join('packages', 'bench', 'src', 'chaos.ts'), ...args]),
  dev: async (node) => {
    const ended = new AbortController()
    const both = [
      program(node, ['--watch', join('packages', 'server', 'src', 'main.ts'), ...args], {}, ended.signal),
      program(
        node,
        [join('node_modules', 'vite', 'bin', 'vite.js'), join('packages', 'web')],
        {},
        ended.signal,
      ),
    ]
    const code = await Promise.race(both)
    ended.abort()
    await Promise.allSettled(both)
    return code
  },
}

/** @param {string} node @param {string} folder */
async function overLivekit(node, folder) {
  const browser = chromium()
  await build(node)
  return vitest(node, 'livekit', { CHROMIUM: browser, ...withLivekit(folder) })
}

/** @param {string} folder */
const withLivekit = (folder) => ({ PATH: [folder, PATH].join(delimiter) })

/**
 * @param {string} node
 * @param {'test' | 'e2e' | 'cluster' | 'livekit'} mode which tests, see vitest.config.ts
 * @param {NodeJS.ProcessEnv} [env]
 */
const vitest = (node, mode, env) =>
  program(node, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--mode', mode, ...args], env)

/**
 * @param {string} node
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} [env]
 * @param {AbortSignal} [signal] ends it
 */
const program = (node, argv, env, signal) =>
  run(node, argv, {
    cwd: root,
    // What it starts finds the same Node.js.
    env: { ...process.env, PATH: [dirname(node), PATH].join(delimiter), ...env },
    ...(signal && { signal }),
  })

await command(async () => {
  const perform = tasks[task]
  if (perform === undefined)
    throw new Refusal(`there is no task "${task}"; there are: ${Object.keys(tasks).join(', ')}`)
  return perform(await install({ dev: true }))
})
