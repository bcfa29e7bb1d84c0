import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Refusal, run, say } from './process.mjs'
import { onPath } from './programs.mjs'

// v1.13.0, v1.13.1 and master have `replace` lines, which `go install` refuses.
const version = 'v1.13.5'
const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env
const cache = join(caches, 'stoa', `livekit-${version}`)
const cached = join(cache, 'livekit-server')

/** The folder of a `livekit-server` that is there, or undefined. */
export function livekit() {
  const named = onPath('livekit-server')
  if (named !== undefined) return dirname(named)
  return existsSync(cached) ? cache : undefined
}

/** The folder of a `livekit-server`, which is built from the Go module proxy where there is none: several minutes, once. */
export async function livekitOrBuild() {
  const found = livekit()
  if (found !== undefined) return found
  const go = onPath('go')
  if (go === undefined)
    throw new Refusal(
      `this needs livekit-server ${version}: put one on the PATH, or install Go (1.25 or newer), which builds it`,
    )
  const building = join(cache, 'building')
  mkdirSync(building, { recursive: true })
  say(`building livekit-server ${version}, which takes some minutes, once`)
  const code = await run(go, ['install', `github.com/livekit/livekit-server/cmd/server@${version}`], {
    env: { ...process.env, GOBIN: building },
    stdio: ['ignore', 2, 2],
  })
  if (code !== 0) throw new Refusal(`livekit-server ${version} could not be built, see above`)
  renameSync(join(building, 'server'), cached)
  return cache
}
