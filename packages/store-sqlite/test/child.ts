import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of its own that runs a script of this directory. */
export interface Child extends AsyncDisposable {
  /** What it has said, line by line. */
  lines(): readonly string[]
  /** Waits until it has said as many lines, and gives them. */
  said(count: number): Promise<readonly string[]>
  /** Ends it with SIGKILL, and gives every line that it had said to its end. */
  kill(): Promise<readonly string[]>
}

export function startChild(script: string, ...parameters: readonly string[]): Child {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@betting-advisor/source', file, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const closed = once(child, 'close')
  const lines = () => output.split('\n').slice(0, -1)

  async function kill(): Promise<readonly string[]> {
    child.kill('SIGKILL')
    await closed
    return lines()
  }

  return {
    lines,
    kill,
    async said(count) {
      while (lines().length < count) {
        if (child.exitCode !== null) throw new Error(errors)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return lines()
    },
    async [Symbol.asyncDispose]() {
      await kill()
    },
  }
}
