import fs from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type ModuleOptions = Parameters<NodeFS['init']>[1]
type Module = Parameters<NonNullable<ModuleOptions['preRun']>[number]>[0]

/** The parts of Emscripten's NODEFS that PGlite does not type. */
interface NodeFileSystem {
  stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number }
  realPath(node: unknown): string
  convertNodeCode(error: unknown): number
}

export interface DurableOptions {
  /** Off only in tests, whose data nobody keeps. */
  readonly fsync: boolean
  readonly onFsync?: () => void
}

/**
 * PGlite's folder with fsync. PGlite's own node file system ignores it, so a commit would be lost with the power (T2).
 */
export class DurableFolder extends NodeFS {
  readonly #options: DurableOptions

  constructor(folder: string, options: DurableOptions) {
    super(folder)
    this.#options = options
  }

  override async init(pg: PGlite, options: ModuleOptions) {
    const { emscriptenOpts } = await super.init(pg, options)
    const { fsync, onFsync } = this.#options
    const addFsync = (module: Module) => {
      const nodefs = nodeFileSystem(module)
      nodefs.stream_ops.fsync = (stream) => {
        try {
          syncStream(nodefs, stream)
        } catch (error) {
          throw new module.FS.ErrnoError(nodefs.convertNodeCode(error))
        }
        onFsync?.()
        return 0
      }
    }
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), ...(fsync ? [addFsync] : [])],
      },
    }
  }
}

function nodeFileSystem(module: Module): NodeFileSystem {
  const all: unknown = Reflect.get(module.FS, 'filesystems')
  const found = typeof all === 'object' && all !== null ? Reflect.get(all, 'NODEFS') : undefined
  if (!isNodeFileSystem(found))
    throw new TypeError('this PGlite keeps its file systems elsewhere: fsync would be lost')
  return found
}

function isNodeFileSystem(value: unknown): value is NodeFileSystem {
  return typeof value === 'object' && value !== null && 'stream_ops' in value && 'convertNodeCode' in value
}

/** Emscripten opens no descriptor for a folder, and PostgreSQL syncs folders after it renames in them. */
function syncStream(nodefs: NodeFileSystem, stream: { nfd?: number; node: unknown }): void {
  if (stream.nfd !== undefined) {
    fs.fsyncSync(stream.nfd)
    return
  }
  const descriptor = fs.openSync(nodefs.realPath(stream.node), 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}
