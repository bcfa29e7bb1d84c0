import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The broker's version, and what it logs with: nothing. */
const artifacts = { 'org.apache.kafka:kafka_2.13': '4.1.0', 'org.slf4j:slf4j-nop': '1.7.36' }

/** A real Kafka of one broker, with its own folder. */
export interface Kafka {
  /** Such as `127.0.0.1:39092`. */
  readonly address: string
  stop(): Promise<void>
}

/** Starts one; resolves once it takes connections. Needs Java 17 and, the first time, Maven. */
export async function startKafka(): Promise<Kafka> {
  const classpath = join(await libraries(), '*')
  const folder = await mkdtemp(join(tmpdir(), 'stoa-kafka-'))
  const [port, controller] = [await freePort(), await freePort()]
  const properties = join(folder, 'server.properties')
  await writeFile(properties, settings({ folder, port, controller }))
  const java = (...args: string[]) => ['-Xmx512m', '-cp', classpath, ...args]
  const { stdout: id } = await execute('java', java('kafka.tools.StorageTool', 'random-uuid'))
  const format = ['format', '--standalone', '--cluster-id', id.trim(), '--config', properties]
  await execute('java', java('kafka.tools.StorageTool', ...format))
  const broker = spawn('java', java('kafka.Kafka', properties), { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<void>((resolve) => broker.once('exit', () => resolve()))
  const address = `127.0.0.1:${port}`
  const stop = async () => {
    broker.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await Promise.race([
      answers(port),
      ended.then(() => Promise.reject(new Error('Kafka ended before it took connections'))),
    ])
  } catch (error) {
    await stop()
    throw error
  }
  return { address, stop }
}

/** The folder with Kafka's jars, in the user's cache; fetched by Maven where it is not there. */
async function libraries(): Promise<string> {
  const pom = pomOf(artifacts)
  const cache = join(homedir(), '.cache')
  const name = createHash('sha256').update(pom).digest('hex').slice(0, 12)
  const folder = join(cache, 'stoa', `kafka-${name}`)
  if (existsSync(folder)) return folder
  const work = await mkdtemp(join(tmpdir(), 'stoa-kafka-'))
  await writeFile(join(work, 'pom.xml'), pom)
  await execute(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=jars'],
    {
      cwd: work,
    },
  )
  await mkdir(join(cache, 'stoa'), { recursive: true })
  // Whole or not at all; another one may have been faster.
  await rename(join(work, 'jars'), folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error
  })
  await rm(work, { recursive: true, force: true })
  return folder
}

function pomOf(versions: Readonly<Record<string, string>>): string {
  const dependencies = Object.entries(versions).map(([name, version]) => {
    const [group, artifact] = name.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>stoa</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies>
</project>
`
}

function settings({
  folder,
  port,
  controller,
}: {
  folder: string
  port: number
  controller: number
}): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'log'),
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

async function answers(port: number): Promise<void> {
  const given = Date.now() + 60_000
  while (!(await connects(port))) {
    if (Date.now() > given) throw new Error('Kafka did not take connections within a minute')
    await delay(200)
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
