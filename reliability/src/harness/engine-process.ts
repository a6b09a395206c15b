import { type ChildProcess, spawn } from 'node:child_process'
import type { EngineConfig, EngineMessage } from '../engine/config.ts'
import { BLOCKED, STOPPED } from '../engine/failpoints.ts'

/** How a process of an engine ended. */
export interface EngineEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last of what it had to say. */
  readonly said: string
}

/** An engine in a process of its own. */
export interface EngineProcess {
  readonly ended: Promise<EngineEnd>
  /** Resolves when it has begun to trade; never, where it ends before. */
  readonly trading: Promise<void>
  /** Whether it may bet now, by its own word. */
  isActive(): boolean
  kill(signal: NodeJS.Signals): void
}

const MOST_SAID = 8_000

/** Starts an engine; one that stops itself is let go on when its time has come. */
export function startEngine(program: string, config: EngineConfig, stalled: () => void): EngineProcess {
  const child = spawn(process.execPath, [program, JSON.stringify(config)], {
    // The last is only there to tell the child that this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  const hear = (chunk: string): void => {
    said = (said + chunk).slice(-MOST_SAID)
    const stop = chunk.indexOf(STOPPED)
    if (stop >= 0) setTimeout(() => letGoOn(child), Number.parseInt(chunk.slice(stop + STOPPED.length), 10))
    if (stop >= 0 || chunk.includes(BLOCKED)) stalled()
  }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear)
  const trading = Promise.withResolvers<void>()
  let isActive = false
  let isKilled = false
  child.on('message', (message: EngineMessage) => {
    if (message === 'trading') trading.resolve()
    else isActive = message.state === 'ACTIVE'
  })
  return {
    trading: trading.promise,
    isActive: () => isActive && !isKilled && child.exitCode === null && child.signalCode === null,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, said }))),
    kill(signal) {
      isKilled ||= signal === 'SIGKILL'
      child.kill(signal)
    },
  }
}

function letGoOn(child: ChildProcess): void {
  child.kill('SIGCONT')
}
