import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A `pnpm start` in a process of its own. */
export interface StartProcess {
  readonly child: ChildProcess
  /** Everything it has written so far. */
  output(): string
  /** Resolves when it has written `text`; rejects when it ends without having done so. */
  wrote(text: string): Promise<void>
  /** Resolves with its exit code, or with the name of the signal that ended it. */
  readonly ended: Promise<number | string>
}

const MAIN = join(import.meta.dirname, '../start/main.ts')
const PAPER_BOT = join(import.meta.dirname, '../paper-bot.ts')

// What Node has compiled once; the tests' own settings are not handed on.
const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env

/** Starts the program with only the environment that a test names. */
export function start(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = emptyFolder(),
): StartProcess {
  return startFile(MAIN, words, env, cwd)
}

/** Starts an example by its name likewise. */
export function startExample(
  name: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = emptyFolder(),
): StartProcess {
  return startFile(join(import.meta.dirname, '..', name), words, env, cwd)
}

/** Starts the paper bot likewise; a proxy that nobody listens at keeps it off the network. */
export function startPaperBot(env: Readonly<Record<string, string>>, cwd = emptyFolder()): StartProcess {
  const proxy = 'http://127.0.0.1:1'
  return startFile(PAPER_BOT, [], { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ...env }, cwd)
}

function startFile(
  file: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): StartProcess {
  const child = spawn(process.execPath, ['--conditions=@betting-advisor/source', file, ...words], {
    cwd,
    env: { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: 'ERROR', MONITOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let listeners: (() => void)[] = []
  const hear = (chunk: string) => {
    text += chunk
    for (const listener of listeners) listener()
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(code ?? signal ?? 'unknown')
      for (const listener of listeners) listener()
    })
  })
  return {
    child,
    output: () => text,
    ended,
    wrote: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (text.includes(wanted)) resolve()
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`never wrote ${wanted}:\n${text}`))
          else return
          listeners = listeners.filter((listener) => listener !== look)
        }
        listeners.push(look)
        look()
      }),
  }
}

/** A new folder of its own. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'betting-advisor-'))
}
