import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { OutageOutcome } from '../src/outage/outcome.ts'

/** Runs a command in a network of its own, of which only root can make one. */
function inOwnNetwork(command: readonly string[]) {
  return spawnSync('unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...command], {
    encoding: 'utf8',
    timeout: 120_000,
  })
}

/** Why it does not run; the outages take a minute and are read off real time, so that only the sizes of a release have them. */
function whyNot(): string {
  if (process.env['FAULT_OUTAGES'] === undefined) return ' (set FAULT_OUTAGES to run it)'
  const { status, stderr, error } = inOwnNetwork(['true'])
  return status === 0 ? '' : ` (no network of one's own can be made here: ${stderr || error?.message})`
}

const why = whyNot()

/** What comes of one decision when the network goes down for so long in the middle of its order; all times are a quarter of that. */
function outage(downMs: number): OutageOutcome {
  const program = join(import.meta.dirname, '../src/outage/main.ts')
  const { status, stdout, stderr } = inOwnNetwork([process.execPath, ...process.execArgv, program, `${downMs}`])
  if (status !== 0) throw new Error(`it ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

describe.skipIf(why !== '')(`a network that goes down while an order is on its way${why}`, () => {
  test('makes one bet of a decision where it stays up, or is back before anybody gives up', () => {
    expect(outage(0)).toMatchObject({ wentDown: false, bets: 1 })
    expect(outage(4_000)).toMatchObject({ wentDown: true, bets: 1 })
  })

  test('makes one bet of a decision where it is away for 28 seconds', () => {
    const { bets, wentDown } = outage(28_000)
    expect({ wentDown, bets }).toMatchObject({ wentDown: true, bets: 1 })
  })
})
