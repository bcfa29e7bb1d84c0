#!/usr/bin/env node
import { delimiter, dirname, join } from 'node:path'
import { install, root } from './install.mjs'
import { command, Refusal, run } from './process.mjs'
import { chromium, mediaPrograms, postgres } from './programs.mjs'
import { build } from './web.mjs'

const [task = '', ...args] = process.argv.slice(2)
const { PATH = '' } = process.env

/** @type {Record<string, (node: string) => Promise<number>>} */
const tasks = {
  test: (node) => vitest(node, 'test'),
  e2e: async (node) => {
    const browser = chromium()
    mediaPrograms()
    await build(node)
    return vitest(node, 'e2e', { CHROMIUM: browser })
  },
  'test:cluster': (node) => vitest(node, 'cluster', { PATH: [postgres(), PATH].join(delimiter) }),
  check: (node) => program(node, [join('tooling', 'check.ts'), ...args]),
  bench: async (node) => {
    await build(node)
    return program(node, [join('packages', 'bench', 'src', 'main.ts'), ...args])
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

/**
 * @param {string} node
 * @param {'test' | 'e2e' | 'cluster'} mode which tests, see vitest.config.ts
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
