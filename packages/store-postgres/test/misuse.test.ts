import { isAdvisorError } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { openPostgresControl, openPostgresStore } from '../src/index.ts'

type Open = (url: unknown, options?: unknown) => Promise<unknown>
const openings = [openPostgresStore, openPostgresControl] as unknown as readonly Open[]
const URL = 'postgres://advisor:hunter2@localhost:1/advisor'

it.each<readonly [unknown, unknown, string, string]>([
  [undefined, undefined, 'STORE_ADDRESS', 'The database address is not a text'],
  [{ url: URL }, undefined, 'STORE_ADDRESS', 'The database address is not a text'],
  [URL, null, 'INVALID_VALUE', 'must be an object of options, was null'],
  [URL, { connections: '6' }, 'INVALID_VALUE', 'connections must be a whole number, at least 1, was "6"'],
  [URL, { connections: 0 }, 'INVALID_VALUE', 'connections must be a whole number, at least 1, was 0'],
  [URL, { lockTimeoutMs: Number.NaN }, 'INVALID_VALUE', 'lockTimeoutMs must be a whole number'],
  [URL, { lockTimeout: 5 }, 'UNKNOWN_OPTION', 'has no option lockTimeout'],
])('%j with %j is told %s', async (url, options, code, message) => {
  for (const open of openings) {
    const fault: unknown = await open(url, options).catch((error: unknown) => error)
    expect(isAdvisorError(fault, code), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
    expect(String(fault)).not.toContain('hunter2')
  }
})
