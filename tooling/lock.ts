import { readFileSync, writeFileSync } from 'node:fs'

/** One package as `package-lock.json` (version 3) has it. */
export interface Locked {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}
export type Packages = Readonly<Record<string, Locked>>

/**
 * The optional packages that the lock's packages name and the lock lacks. `npm ci` refuses such a lock. They get lost
 * where `npm install` ran against a registry that does not carry the builds for other platforms.
 */
export function missingFromLock(packages: Packages): { name: string; version: string; dev: boolean }[] {
  return Object.entries(packages).flatMap(([path, locked]) =>
    Object.entries(locked.optionalDependencies ?? {})
      .filter(([name]) => !found(packages, path, name))
      .map(([name, version]) => ({ name, version, dev: locked.dev === true })),
  )
}

function found(packages: Packages, from: string, name: string): boolean {
  const tried = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (tried in packages) return true
  return from !== '' && found(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

/**
 * What the lock should say of a platform's build, from its name (`binding-linux-arm64-musl`). Throws where the name is
 * not that of one or the version not exact: such a package has to be installed, not made up.
 */
export function platformBuild(missing: { name: string; version: string; dev: boolean }): Locked {
  const os = systems.find((system) => missing.name.includes(system))
  const cpu = processors.find((processor) => missing.name.includes(`-${processor}`))
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32') || !/^\d+\.\d+\.\d+$/.test(missing.version))
    throw new Error(`${missing.name}@${missing.version} is no platform’s build`)
  const libc = os !== 'linux' ? undefined : missing.name.includes('musl') ? 'musl' : 'glibc'
  return {
    version: missing.version,
    cpu: [cpu],
    ...(missing.dev && { dev: true }),
    ...(libc !== undefined && { libc: [libc] }),
    optional: true,
    ...(os !== undefined && { os: [os] }),
  }
}

/** Adds to the lock file the platform builds it lacks; returns their names. */
export function completeLock(file: string): string[] {
  const lock: { packages: Packages } = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingFromLock(lock.packages)
  const added = missing.map((one) => [`node_modules/${one.name}`, platformBuild(one)] as const)
  const sorted = Object.entries({ ...lock.packages, ...Object.fromEntries(added) }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  )
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  return missing.map(({ name }) => name)
}

if (import.meta.main) console.log(completeLock('package-lock.json').join('\n') || 'nothing is missing')
