import { sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { intentOf, packedIntent } from '../src/accounts/intent-text.ts'
import { columnsOf } from '../src/columns.ts'

function rowOf(market: string) {
  const intent = sampleIntent({ market })
  const { strategyVersion: strategy_version, decidedAt: decided_at } = intent
  const { key, ref, account, run, strategy, entry, venue, wallet, selection, side, price, stake, liability } = intent
  const names = { key, ref, account, run, strategy, strategy_version, entry, venue, wallet, market, selection, side }
  return {
    intent,
    row: { ...names, price, stake, liability, decided_at, intent: Uint8Array.from(packedIntent(intent)) },
  }
}

describe('an intent that was just written', () => {
  test('is read again as it is, also when many were written after it', () => {
    const written = Array.from({ length: 600 }, (_, number) => rowOf(`m${number}`))
    for (const { intent, row } of written) {
      const { stake, market, reasons } = intent
      expect(intentOf(columnsOf(row, 'file'))).toMatchObject({ stake, market, reasons })
    }
  })

  test('is corrupt as soon as one of its bytes or columns was changed by hand', () => {
    const { row } = rowOf('m')
    const bytes = row.intent.slice()
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    const corrupt = expect.objectContaining({ code: 'STORE_CORRUPT' })
    expect(() => intentOf(columnsOf({ ...row, intent: bytes }, 'file'))).toThrow(corrupt)
    expect(() => intentOf(columnsOf({ ...row, stake: 77 }, 'file'))).toThrow(corrupt)
    expect(intentOf(columnsOf(row, 'file')).market).toBe('m')
  })
})
