import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { calls } from './calls/calls.ts'
import { chat } from './chat/chat.ts'
import { connect } from './connect/connect.ts'
import { emotes } from './emotes/emotes.ts'
import type { Bench } from './frame/bench.ts'
import { busyness, commit, machine } from './frame/machine.ts'
import { withRow } from './frame/record.ts'
import { history } from './history/history.ts'
import { media } from './media/media.ts'
import { pads } from './pads/pads.ts'
import { start } from './start/start.ts'
import { web } from './web/web.ts'

const benches: readonly Bench[] = [calls, chat, connect, emotes, history, media, pads, start, web]
const page = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url))

const usage = `npm run bench <name> [-- --quick] [-- --record] [-- --profile <folder>]

${benches.map(({ name, says }) => `  ${name.padEnd(9)}${says}`).join('\n')}

  --quick    a smaller base and fewer rounds, to see that it works
  --p99      milliseconds the slowest percentile may take [50]; more on a machine that is busy with other things
  --record   adds a row to docs/benchmarks.md
  --trace    for pads: a trace of josephg/editing-traces, .json or .json.gz; one made by a seed where absent
  --profile  writes CPU profiles of Stoa into this folder
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    p99: { type: 'string', default: '50' },
    record: { type: 'boolean', default: false },
    trace: { type: 'string' },
    profile: { type: 'string' },
  },
})
const [name = ''] = positionals
const bench = benches.find((one) => one.name === name)
if (bench === undefined) {
  process.stderr.write(`${name === '' ? '' : `There is no benchmark "${name}".\n\n`}${usage}`)
  process.exitCode = 1
} else await run(bench)

async function run(bench: Bench): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const load = busyness()
  say(`${bench.name}: ${bench.says}\n${machine()}; load before ${load}; server and load share it`)
  const figures = await bench.run({
    quick: values.quick,
    slowest: Number(values.p99),
    profileFolder: values.profile,
    trace: values.trace,
    say,
  })
  say('')
  for (const [column, value] of Object.entries(figures)) say(`${column.padEnd(28)}${value}`)
  if (!values.record) return
  const options = [
    ...(values.quick ? ['--quick'] : []),
    ...(values.p99 === '50' ? [] : [`--p99 ${values.p99}`]),
    ...(values.trace === undefined ? [] : [`--trace ${values.trace}`]),
  ]
  const command = ['npm run bench', bench.name, ...(options.length > 0 ? ['--', ...options] : [])].join(' ')
  const row = {
    date: new Date().toISOString().slice(0, 10),
    commit: await commit(),
    ...figures,
    machine: `${machine()}, load before ${load}`,
    command: `\`${command}\``,
  }
  await writeFile(page, withRow(await readFile(page, 'utf8'), bench.name, row))
  say(`\nrecorded in ${page}`)
}
