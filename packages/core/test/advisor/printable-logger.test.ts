import { AdvisorError, InvalidValueError, type Logger } from '@betting-advisor/core'
import { oneLine } from '@betting-advisor/core/store'
import { describe, expect, test } from 'vitest'
import { printableLogger } from '../../src/advisor/printable-logger.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

const EVIL = 'a\r\nlevel=error b\u001b[2J\u009b\u2028\u202e\u0000\ud800'
const TAME = 'a\\u000d\\nlevel=error b\\u001b[2J\\u009b\\u2028\\u202e\\u0000\ufffd'

function keeping() {
  const lines: { level: string; fields: unknown; message: string | undefined; count: number }[] = []
  const at =
    (level: string) =>
    (...args: [object, string?]) =>
      void lines.push({ level, fields: args[0], message: args[1], count: args.length })
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { lines, logger: printableLogger(logger) }
}

class ServiceError extends AdvisorError {
  readonly code = 'SERVICE'
  readonly said = EVIL
}

describe('one line', () => {
  test('holds nothing that breaks or moves it', () => {
    expect(oneLine(EVIL)).toBe(TAME)
    expect(oneLine('King’s Park 🏟 — ünder')).toBe('King’s Park 🏟 — ünder')
  })
})

describe('a log', () => {
  test.each(LEVELS)('of level %s gets messages and fields of one line, however deep they are', (level) => {
    const { lines, logger } = keeping()
    logger[level]({ text: EVIL, list: [1, EVIL, { deeper: EVIL }], [EVIL]: true, count: 7, none: null }, EVIL)
    expect(lines).toEqual([
      {
        level,
        fields: { text: TAME, list: [1, TAME, { deeper: TAME }], [TAME]: true, count: 7, none: null },
        message: TAME,
        count: 2,
      },
    ])
  })

  test('gets what is sound as it is', () => {
    const { lines, logger } = keeping()
    const fields = {
      text: 'fine',
      error: new InvalidValueError('price', 1, 'above 1'),
      at: new Date(0),
      map: new Map(),
    }
    logger.info(fields)
    expect(lines[0]?.fields).toBe(fields)
    expect(lines[0]?.count).toBe(1)
  })

  test('gets an error of the same kind and code, with its causes, of one line each', () => {
    const { lines, logger } = keeping()
    const error = new ServiceError(EVIL, { cause: new TypeError(EVIL) })
    logger.warn({ error })
    const [shown] = Object.values(lines[0]?.fields ?? {}) as ServiceError[]
    expect(shown).toBeInstanceOf(ServiceError)
    expect(shown).toMatchObject({ name: 'ServiceError', code: 'SERVICE', message: TAME })
    const cause = shown?.cause as Error
    expect(cause.message).toBe(TAME)
    const stacks = `${shown?.stack}${cause.stack}`.replaceAll('\n', '')
    expect(oneLine(stacks)).toBe(stacks)
    expect(shown?.stack?.split('\n')[0]).toContain(TAME)
    expect(error.cause).toBeInstanceOf(TypeError)
  })

  test('gets an error with every field that it was given, of one line each, and the fields of its causes', () => {
    const { lines, logger } = keeping()
    const driver = Object.assign(new Error('sound'), { detail: EVIL, count: 7, where: { line: EVIL } })
    const error = new AggregateError([new Error('sound'), new RangeError(EVIL)], 'sound', { cause: driver })
    logger.error({ error })
    const [shown] = Object.values(lines[0]?.fields ?? {}) as AggregateError[]
    expect(shown).toBeInstanceOf(AggregateError)
    expect(shown?.errors).toMatchObject([{ message: 'sound' }, { message: TAME }])
    expect(shown?.errors[1]).toBeInstanceOf(RangeError)
    expect(shown?.cause).toMatchObject({ message: 'sound', detail: TAME, count: 7, where: { line: TAME } })
    expect(Object.keys(shown ?? {})).toEqual([])
    expect(Object.keys(shown?.cause ?? {})).toEqual(['detail', 'count', 'where'])
    expect(driver.detail).toBe(EVIL)
  })

  test('gets no text of a chain of causes as it was, however long it is', () => {
    const { lines, logger } = keeping()
    let error = new Error(EVIL)
    for (let link = 0; link < 20; link++) error = new Error('sound', { cause: error })
    logger.error({ error })
    let [shown]: unknown[] = Object.values(lines[0]?.fields ?? {})
    while (shown instanceof Error) {
      expect(shown.message).toBe('sound')
      shown = shown.cause
    }
    expect(shown).toBe('…')
  })

  test('does not follow what runs in a circle', () => {
    const { lines, logger } = keeping()
    const circle: { text: string; self?: unknown } = { text: EVIL }
    circle.self = circle
    logger.info(circle)
    expect(lines[0]?.fields).toMatchObject({ text: TAME, self: { text: TAME } })
  })
})

describe('an error', () => {
  test('can do nothing to a terminal; its own line breaks stay', () => {
    const { message, remedy } = new ServiceError('two lines:\n- one\u001b[2J', { remedy: 'Do\u0007 it.' })
    expect(message).toBe('two lines:\n- one\\u001b[2J Do\\u0007 it.')
    expect(remedy).toBe('Do\\u0007 it.')
  })
})
