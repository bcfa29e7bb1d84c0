import { wreak } from './chaos/chaos.ts'
import { readOptions, usage } from './chaos/options.ts'
import { clusterStage, embeddedStage } from './chaos/stage.ts'

const args = process.argv.slice(2)
const say = (line: string) => void process.stdout.write(`${line}\n`)
if (args.includes('--help')) say(usage)
else {
  const options = readOptions(args, Math.random)
  const { kills, seconds, seed, cluster } = options
  const command = `npm run chaos -- --kills ${kills} --seconds ${seconds} --seed ${seed}${cluster ? ' --cluster' : ''}`
  say(
    `${kills} kills in about ${seconds} s, seed ${seed}${cluster ? ', two nodes over PostgreSQL and Redis' : ''}`,
  )
  const stage = cluster ? await clusterStage() : await embeddedStage()
  try {
    const problems = await wreak(stage, options, say)
    if (problems.length > 0) {
      say(`\n${problems.length} things are wrong:\n${problems.slice(0, 50).join('\n')}\n\nAgain: ${command}`)
      process.exitCode = 1
    } else say('nothing lost, nothing doubled, nothing reordered')
  } finally {
    await stage.close()
  }
}
