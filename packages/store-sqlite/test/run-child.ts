import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a script of this directory in a process of its own, to its end. */
export function runChild(script: string, ...parameters: readonly string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const flags = ['--conditions=@betting-advisor/source', file, ...parameters]
  return spawnSync(process.execPath, flags, { encoding: 'utf8' })
}
