import fc from 'fast-check'
import { expect, test } from 'vitest'
import { footballDataEvents, readSeasons, type SeasonFile } from '../src/index.ts'
import { type Encoding, encoded } from './encoded.ts'
import { type Row, row } from './season-file.ts'

const RUNS = 40

/** Columns that are in real files and mean nothing here. */
const FURTHER: Row = { Season: '2023/2024', HTHG: '1', HTAG: '0', HTR: 'H', Referee: 'R Eferee', HS: '8', AHh: '-0.5' }

const season: readonly Row[] = ['Ashford', 'Bramley', 'Cray', 'Dunmore', 'Étaples', 'Frøya/Nord'].map(
  (HomeTeam, index) => ({
    ...row,
    ...FURTHER,
    HomeTeam,
    AwayTeam: 'Visitors',
    Date: `${13 + index}/01/2024`,
    PSH: `2.${index + 1}`,
  }),
)

const pages = (files: readonly SeasonFile[]) => footballDataEvents(readSeasons(files))
const columnsOf = Object.keys({ ...row, ...FURTHER })

/** A season in a way of writing it. */
interface Writing {
  readonly columns: readonly string[]
  readonly encoding: Encoding
  readonly lineEnd: string
  readonly delimiter: string
  readonly hasLastLineEnd: boolean
  readonly isQuoted: boolean
}

function written(rows: readonly Row[], writing: Writing): SeasonFile {
  const { columns, encoding, lineEnd, delimiter, hasLastLineEnd, isQuoted } = writing
  const cell = (text: string) => (isQuoted ? `"${text}"` : text)
  const lines = [columns, ...rows.map((cells) => columns.map((column) => cells[column] ?? ''))]
  const text = lines.map((cells) => cells.map(cell).join(delimiter)).join(lineEnd)
  return { name: 'X0.csv', bytes: encoded(hasLastLineEnd ? text + lineEnd : text, encoding) }
}

const writings = fc.record({
  columns: fc.shuffledSubarray(Object.keys(FURTHER)).chain((further) => {
    const all = [...Object.keys(row), ...further]
    return fc.shuffledSubarray(all, { minLength: all.length })
  }),
  encoding: fc.constantFrom<Encoding>(
    'utf-8',
    'utf-8 with a mark',
    'utf-16le',
    'utf-16le with a mark',
    'utf-16be',
    'utf-16be with a mark',
    'windows-1252',
  ),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  hasLastLineEnd: fc.boolean(),
  isQuoted: fc.boolean(),
})

test('one season gives the same events, whatever the order of its columns, its encoding, line ends and delimiter', () => {
  const plain = {
    columns: columnsOf,
    encoding: 'utf-8',
    lineEnd: '\n',
    delimiter: ',',
    hasLastLineEnd: true,
    isQuoted: false,
  } as const
  const events = pages([written(season, plain)])
  expect(events).toHaveLength(3 * season.length)
  fc.assert(
    fc.property(writings, (writing) => {
      expect(pages([written(season, writing)])).toEqual(events)
    }),
    { numRuns: RUNS },
  )
})

test('a bookmaker that leaves the file leaves the events, and nothing else changes', () => {
  const dropped = fc.subarray(['PS', 'B365', 'PSC', 'B365C'])
  fc.assert(
    fc.property(writings, dropped, (writing, prefixes) => {
      const gone = new Set(prefixes.flatMap((prefix) => ['H', 'D', 'A'].map((letter) => `${prefix}${letter}`)))
      const { matches } = readSeasons([
        written(season, { ...writing, columns: writing.columns.filter((column) => !gone.has(column)) }),
      ])
      const all = readSeasons([written(season, writing)]).matches
      const left = <Prices extends { readonly prefix: string }>(prices: readonly Prices[]) =>
        prices.filter(({ prefix }) => !prefixes.includes(prefix))
      expect(matches).toEqual(
        all.map((match) => ({ ...match, before: left(match.before), closing: left(match.closing) })),
      )
    }),
    { numRuns: RUNS },
  )
})

test('a season in two files, or in two parts of one, gives the same events', () => {
  fc.assert(
    fc.property(writings, writings, fc.integer({ min: 1, max: season.length - 1 }), (one, other, cut) => {
      const halves = [season.slice(0, cut), season.slice(cut)] as const
      const events = pages([written(season, one)])
      expect(pages([written(halves[0], one), written(halves[1], other)])).toEqual(events)
      const { encoding, lineEnd, delimiter } = one
      const parts = [
        written(halves[0], { ...one, hasLastLineEnd: true }),
        written(halves[1], { ...other, encoding, lineEnd, delimiter }),
      ]
      const bytes = Uint8Array.from(parts.flatMap((part) => [...(part.bytes ?? [])]))
      expect(pages([{ name: 'X0.csv', bytes }])).toEqual(events)
    }),
    { numRuns: RUNS },
  )
})
