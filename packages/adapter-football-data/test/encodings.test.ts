import { describe, expect, test } from 'vitest'
import { FootballDataError, readSeasons } from '../src/index.ts'
import { encoded } from './encoded.ts'
import { row, said, seasonFile } from './season-file.ts'

const { text } = seasonFile([{ ...row, HomeTeam: 'King’s Park' }])
const read = (bytes: Uint8Array) => readSeasons([{ name: 'X0.csv', bytes }])

function failure(bytes: Uint8Array): FootballDataError {
  try {
    read(bytes)
  } catch (error) {
    if (error instanceof FootballDataError) return error
    throw error
  }
  throw new Error('expected a FootballDataError')
}

describe('bytes', () => {
  test.each(['utf-8', 'utf-8 with a mark', 'utf-16le with a mark', 'utf-16be with a mark'] as const)(
    'in %s say what they are',
    (encoding) => {
      const seasons = read(encoded(text, encoding))
      expect(seasons.matches).toMatchObject([
        { home: 'King’s Park', before: [{ venue: 'bet365' }, { venue: 'pinnacle' }] },
      ])
      expect(seasons.diagnostics).toEqual([])
    },
  )

  test.each(['utf-16le', 'utf-16be', 'windows-1252'] as const)('in %s are read, and that is said', (encoding) => {
    const seasons = read(encoded(text, encoding))
    expect(seasons.matches).toMatchObject([{ home: 'King’s Park' }])
    expect(said(seasons)).toEqual(['1 ENCODING_ASSUMED nothing'])
    expect(seasons.diagnostics[0]?.message.toLowerCase()).toContain(encoding)
  })

  test('every letter of Windows-1252 is the right one', () => {
    const letters = 'ÀÉÑÖßàéñöÿŠšŽžŒœŸ'
    const seasons = read(encoded(text.replace('King’s Park', letters), 'windows-1252'))
    expect(seasons.matches[0]?.home).toBe(letters)
  })

  test.each<[string, readonly number[], string]>([
    ['a workbook', [0x50, 0x4b, 0x03, 0x04, 0x14], 'Excel workbook or a zip'],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'Excel workbook'],
    ['a gzip', [0x1f, 0x8b, 0x08], 'gzip'],
    ['zeros', [0, 0, 0, 0, 0, 0], 'zero bytes'],
    ['nothing', [], 'empty'],
  ])('that are %s are refused by name', (_, bytes, message) => {
    const error = failure(Uint8Array.from(bytes))
    expect(error.code).toBe('FOOTBALL_DATA_MALFORMED')
    expect(error.message).toContain(message)
  })
})

describe('text', () => {
  test('that lost characters is read, and that is said', () => {
    const seasons = readSeasons([{ name: 'X0.csv', text: text.replace('’', '\uFFFD') }])
    expect(seasons.matches).toMatchObject([{ home: 'King\uFFFDs Park' }])
    expect(said(seasons)).toEqual(['2 CHARACTERS_LOST nothing'])
  })

  test('that was UTF-16 and read as something else is refused with what to do', () => {
    const wide = new TextDecoder('latin1').decode(encoded(text, 'utf-16le'))
    expect(() => readSeasons([{ name: 'X0.csv', text: wide }])).toThrow('give the bytes of the file')
  })
})
