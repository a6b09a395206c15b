import { createMemoryStore, isAdvisorError } from '@betting-advisor/core'
import { ExportError, exportRecords, readJsonLines, toJsonLines } from '@betting-advisor/core/report'
import type { StoreRecord } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT } from '@betting-advisor/core/testing'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportedAccount } from '../support/exported-account.ts'

let lines: readonly string[] = []
let records: readonly StoreRecord[] = []

beforeAll(async () => {
  const store = await exportedAccount(createMemoryStore())
  records = await all(exportRecords(store, SAMPLE_ACCOUNT))
  lines = await all(toJsonLines(records))
})

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

async function fault(...text: readonly string[]): Promise<ExportError> {
  const result: unknown = await all(readJsonLines(text)).catch((error: unknown) => error)
  if (result instanceof ExportError) return result
  throw new Error('expected an ExportError')
}

function lineOf(kind: StoreRecord['kind'], state?: string): Record<string, unknown> {
  const found = records.find(
    (record) =>
      record.kind === kind && (record.kind !== 'order' || state === undefined || record.order.state === state),
  )
  if (found === undefined) throw new Error(`no ${kind} in the export`)
  return structuredClone({ ...found })
}

describe('JSON Lines', () => {
  test('are one record a line, and come back as they were', async () => {
    expect(lines.length).toBe(records.length)
    for (const line of lines) expect(line).toMatch(/^\{[^\n]*\}\n$/)
    const read = await all(readJsonLines(lines))
    expect(read.slice(1)).toEqual(records.slice(1))
    expect(read[0]).toEqual({ ...records[0], format: 1 })
  })

  test('may come without line breaks, with others, with blank lines or a byte order mark', async () => {
    const [first = '', ...others] = lines.map((line) => line.trimEnd())
    expect((await all(readJsonLines([`\uFEFF${first}\r\n`, '', '   ', ...others]))).length).toBe(records.length)
  })

  test('of a newer release may say more of a thing', async () => {
    const more = JSON.stringify({
      ...lineOf('lock'),
      lock: { ...(lineOf('lock')['lock'] as object), colour: 'red' },
      note: 1,
    })
    expect(await all(readJsonLines([more]))).toMatchObject([{ kind: 'lock', lock: { colour: 'red' }, note: 1 }])
  })

  test('of a newer format are not guessed at', async () => {
    const { message, remedy } = await fault(JSON.stringify({ ...lineOf('account'), format: 2 }))
    expect(message).toContain('format 2 is newer')
    expect(remedy).toBe('Read it with a newer release.')
  })
})

describe('a line that is not a record', () => {
  test('is named by its number, after those before it were read', async () => {
    const read: StoreRecord[] = []
    const reading = async () => {
      for await (const record of readJsonLines([...lines.slice(0, 2), '', 'rubbish'])) read.push(record)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'EXPORT_UNREADABLE', line: 4 })
    expect(read.length).toBe(2)
  })

  test.each([
    ['{"kind":"lock"', 'Line 1 of the export: not JSON.'],
    ['null', 'record must be an object'],
    ['[]', 'record must be an object'],
    ['"lock"', 'record must be an object'],
    ['{}', 'record.kind must be account, run, capital, order, lock, event'],
    ['{"kind":"stake"}', 'record.kind must be account,'],
    ['{"kind":"constructor"}', 'record.kind must be account,'],
    ['{"kind":"lock"}', 'record.lock must be an object'],
  ])('%s: %s', async (line, problem) => {
    const error = await fault(line)
    expect(error.message).toContain(problem)
    expect(isAdvisorError(error, 'EXPORT_UNREADABLE')).toBe(true)
  })

  const changes: readonly (readonly [StoreRecord['kind'], string, unknown])[] = [
    ['account', 'account', ''],
    ['account', 'currency.exponent', '2'],
    ['account', 'timeZone', null],
    ['run', 'run.clock', 'fast'],
    ['run', 'run.strategies', 'value@1'],
    ['run', 'run.startedAt', 1.5],
    ['capital', 'amount', 0.5],
    ['capital', 'at', 9e15],
    ['order', 'order.state', 'LOST'],
    ['order', 'order.intent.stake', '1000'],
    ['order', 'order.intent.side', 'both'],
    ['order', 'order.intent.netting', 1],
    ['order', 'order.intent.origin', undefined],
    ['order', 'order.intent.limits.exposure.market', 'none'],
    ['order', 'order.intent.limits.rate', 5],
    ['order', 'order.intent.claims', [{ limit: 'open-orders', amount: 1 }]],
    ['order', 'order.intent.quote.price', null],
    ['order', 'order.version', undefined],
    ['order', 'history', [{ type: 'accepted', at: 1 }]],
    ['order', 'history', [{ type: 'vanished', at: 1 }]],
    ['order', 'history', {}],
    ['lock', 'lock.kind', 'mood'],
    ['lock', 'lock.until', 'never'],
    ['event', 'event.type', 'party'],
    ['event', 'event.account', 7],
  ]

  test.each(changes)('a %s whose %s is %j', async (kind, path, value) => {
    const record = lineOf(kind)
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const part = keys.reduce<Record<string, unknown>>((whole, key) => whole[key] as Record<string, unknown>, record)
    part[last] = value
    expect((await fault(JSON.stringify(record))).message).toContain(`record.${path}`)
  })

  test('whatever stands in a line, it is a record or an ExportError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (line) => {
        const result: unknown = await all(readJsonLines([line])).catch((error: unknown) => error)
        expect(Array.isArray(result) || result instanceof ExportError).toBe(true)
      }),
    )
  })
})
