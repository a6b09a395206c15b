import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number
  /** Its name and, for an interpreter, the script it runs; no other arguments, which may hold secrets. */
  readonly command: string
}

/**
 * Finds the process that listens on a TCP port; `null` where the operating system does not tell, which is everywhere but on Linux
 * and for processes of other users.
 */
export async function findPortHolder(port: number): Promise<PortHolder | null> {
  if (process.platform !== 'linux') return null
  try {
    const sockets = await listeningSockets(port)
    if (sockets.size === 0) return null
    for (const entry of await readdir('/proc')) {
      if (/^\d+$/.test(entry) && (await holdsOneOf(entry, sockets))) {
        return { pid: Number(entry), command: await commandOf(entry) }
      }
    }
  } catch {
    // A system without a readable /proc: the error message does without the name.
  }
  return null
}

/** The link targets (`socket:[inode]`) of every socket that listens on `port`. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const LISTEN = '0A'
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = await readFile(table, 'latin1').catch(() => '')
    for (const line of lines.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (local?.endsWith(suffix) && state === LISTEN && inode !== undefined) sockets.add(`socket:[${inode}]`)
    }
  }
  return sockets
}

async function holdsOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const directory = `/proc/${pid}/fd`
  const descriptors = await readdir(directory).catch(() => [])
  for (const descriptor of descriptors) {
    const target = await readlink(`${directory}/${descriptor}`).catch(() => '')
    if (sockets.has(target)) return true
  }
  return false
}

async function commandOf(pid: string): Promise<string> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const [program = '', ...rest] = commandLine.split('\0')
  const name = basename(program) || (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown')).trim()
  const script = rest.find((argument) => /\.[cm]?[jt]sx?$|\.py$/.test(argument) && !argument.startsWith('-'))
  return script === undefined ? name : `${name} ${basename(script)}`
}
