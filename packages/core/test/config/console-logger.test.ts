import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type ConsoleLoggerSettings, createConsoleLogger } from '../../src/config.ts'
import { InvalidValueError, type Logger, Secret } from '../../src/index.ts'

type Level = keyof Logger

/** What a logger with these settings writes when it is used. */
function written(use: (logger: Logger) => void, settings: ConsoleLoggerSettings = {}): readonly string[] {
  const lines: string[] = []
  use(createConsoleLogger({ now: () => 0, write: (line) => void lines.push(line), ...settings }))
  return lines
}

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error']

describe('a console logger', () => {
  test.each(levels)('from %s up', (level) => {
    const lines = written(
      (logger) => {
        for (const each of levels) logger[each]({}, each)
      },
      { level },
    )
    expect(lines.map((line) => line.split(' ')[1])).toEqual(levels.slice(levels.indexOf(level)))
  })

  test('writes short lines for people', () => {
    const lines = written((logger) => {
      logger.info({ event: 'feed.slow', ms: 12, sport: 'soccer_epl', note: 'two words', none: undefined }, 'Late.')
      logger.error({ error: new InvalidValueError('price', 1, 'above 1') })
    })
    expect(lines).toEqual([
      '1970-01-01T00:00:00.000Z info Late. event=feed.slow ms=12 sport=soccer_epl note="two words"',
      '1970-01-01T00:00:00.000Z error error="InvalidValueError INVALID_VALUE: price must be above 1, was 1."',
    ])
  })

  test('writes JSON for machines', () => {
    const [line = ''] = written(
      (logger) => logger.warn({ event: 'feed.slow', error: new Error('no'), amounts: [1n] }, 'Late.'),
      { format: 'json' },
    )
    expect(JSON.parse(line)).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'Late.',
      event: 'feed.slow',
      error: 'Error: no',
      amounts: ['1'],
    })
  })

  test.each(['pretty', 'json'] as const)(
    'keeps whatever it is told on one line that moves no cursor (%s)',
    (format) => {
      const text = fc.string({ maxLength: 12 })
      const hostile = fc.constantFrom('\n', '\r\n', '\u001b[2J', '\u009b2J', '\u2028', '\u202e', '\u0000', '\u2066')
      const anything = fc.oneof(
        text,
        fc.tuple(text, hostile, text).map((parts) => parts.join('')),
      )
      fc.assert(
        fc.property(anything, anything, anything, (message, name, value) => {
          const use = (logger: Logger) => logger.info({ [name]: value, error: new Error(value) }, message)
          const [line = '', ...more] = written(use, { format })
          expect(more).toEqual([])
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
          if (format === 'json') expect(JSON.parse(line)).toHaveProperty('level')
        }),
      )
    },
  )

  test('an escaped text in JSON is still the text', () => {
    const [line = ''] = written((logger) => logger.info({ team: '\u009bA\u202eB' }), { format: 'json' })
    expect(JSON.parse(line)).toMatchObject({ team: '\u009bA\u202eB' })
  })

  test.each(['pretty', 'json'] as const)('shows no secret, wherever it lies (%s)', (format) => {
    const secret = new Secret('canary')
    const use = (logger: Logger) => logger.info({ secret, deep: { list: [secret] } }, String(secret))
    expect(written(use, { format }).join()).not.toContain('canary')
  })

  test('never fails its caller', () => {
    const round: Record<string, unknown> = {}
    round['self'] = round
    const use = (logger: Logger) => logger.info({ round, sign: Symbol('s'), call: () => 0 }, 'all the same')
    for (const format of ['pretty', 'json'] as const) expect(written(use, { format }).join()).toContain('all the same')
  })

  test('writes to the console by default, with the time of the machine', () => {
    const console_ = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    createConsoleLogger().warn({}, '100 %s')
    const calls = [...console_.mock.calls]
    console_.mockRestore()
    expect(calls).toEqual([[expect.stringMatching(/^20\d\d-\S+Z warn 100 %s$/)]])
  })
})
