import { configDefaults, defineConfig } from 'vitest/config'
import { databaseFlags } from './bin/flags.mjs'

const apart = ['cluster', 'e2e', 'kafka', 'livekit'].map((kind) => `**/*.${kind}.test.ts`)
const exclude = [...configDefaults.exclude, '**/.cache/**']

/** `--mode e2e`, `cluster` and `livekit` run the tests that need a browser, PostgreSQL, Redis and Kafka, or LiveKit; else all others run. */
export default defineConfig(({ mode }) => ({
  test: {
    // Real servers and databases on a shared machine: time for a slow start, never for a slow test.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    passWithNoTests: false,
    // Most of a test's time is waiting for its database's thread, so more files than two processors run at once.
    maxWorkers: 4,
    // No module keeps state of its own, so the files of one worker may share what they import.
    isolate: false,
    execArgv: databaseFlags,
    ...which(mode),
  },
}))

function which(mode: string) {
  // Two browsers at once, each with a server of its own: much of a person's time goes by in waiting.
  if (mode === 'e2e') return { include: ['packages/**/*.e2e.test.ts'], exclude, maxWorkers: 2 }
  if (mode === 'cluster')
    return { include: ['packages/**/*.{cluster,kafka}.test.ts'], exclude, fileParallelism: false }
  if (mode === 'livekit')
    return { include: ['packages/**/*.livekit.test.ts'], exclude, fileParallelism: false }
  return {
    include: ['packages/*/src/**/*.test.{ts,tsx}', '{bin,tooling}/**/*.test.ts'],
    exclude: [...exclude, ...apart],
  }
}
