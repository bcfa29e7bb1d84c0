import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  /** What Node.js runs, from the checkout's folder. */
  readonly argv: readonly string[]
}

const base = join(import.meta.dirname, '..')
const bin = (...path: string[]) => join('node_modules', ...path)

const steps: readonly Step[] = [
  { name: 'types', argv: [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of web', argv: [bin('typescript', 'bin', 'tsc'), '-p', join('packages', 'web')] },
  {
    name: 'layers',
    argv: [
      bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      ...['packages', 'bin', 'tooling', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
    ],
  },
  { name: 'dead code', argv: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
  {
    name: 'format and lint',
    argv: [
      bin('@biomejs', 'biome', 'bin', 'biome'),
      'ci',
      '--max-diagnostics=200',
      '--error-on-warnings',
      '.',
    ],
  },
  { name: 'habits', argv: [join('tooling', 'own.ts')] },
]

/** Runs a step; prints its line, and all it said where it failed. */
async function perform(step: Step): Promise<boolean> {
  const began = performance.now()
  const child = spawn(process.execPath, step.argv, { cwd: base, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const passed = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
  console.log(`${passed ? '✓' : '✗'} ${step.name}  ${((performance.now() - began) / 1000).toFixed(1)} s`)
  if (!passed) console.log(Buffer.concat(said).toString())
  return passed
}

/** Takes steps from the list until none is left. */
async function work(left: Step[]): Promise<boolean> {
  let passed = true
  for (let step = left.shift(); step !== undefined; step = left.shift())
    passed = (await perform(step)) && passed
  return passed
}

const wanted = process.argv.slice(2)
const left = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const results = await Promise.all(Array.from({ length: availableParallelism() }, () => work(left)))
process.exitCode = results.every(Boolean) && left.length === 0 ? 0 : 1
