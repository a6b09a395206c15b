import { isAdvisorError } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { openSqliteControl, openSqliteReader, openSqliteStore } from '../src/index.ts'

const openings = [openSqliteStore, openSqliteReader, openSqliteControl] as unknown as readonly ((
  address: unknown,
) => Promise<unknown>)[]

it.each([undefined, null, 5, {}, { url: 'postgres://advisor:hunter2@db/advisor' }, ['a.db']])(
  'an address that is %j is told to be none',
  async (address) => {
    for (const open of openings) {
      const fault: unknown = await open(address).catch((error: unknown) => error)
      expect(isAdvisorError(fault, 'STORE_ADDRESS'), String(fault)).toBe(true)
      expect(String(fault)).toContain('no text')
      expect(String(fault)).not.toContain('hunter2')
    }
  },
)
