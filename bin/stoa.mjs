#!/usr/bin/env node
import { join } from 'node:path'
import { nodeFlags } from './flags.mjs'
import { install, installed, root } from './install.mjs'
import { become, command, say } from './process.mjs'
import { build, built } from './web.mjs'

const args = process.argv.slice(2)
const asksOnly = args.some((arg) => ['--help', '-h', '--version', '-v'].includes(arg))
// `stoa <word>` is a tool; without a word it is the server, which serves the web app.
const serves = !asksOnly && (args[0] === undefined || args[0].startsWith('-'))

await command(async () => {
  if (asksOnly && !installed()) {
    say('one self-hosted server for live rooms. `npm start` installs what it needs and starts it;')
    say('`npm start -- --help` then lists the options.')
    return
  }
  const builds = serves && !built()
  const node = await install({ dev: builds })
  if (builds) await build(node)
  await become(node, [...nodeFlags, join(root, 'packages', 'server', 'src', 'main.ts'), ...args])
})
