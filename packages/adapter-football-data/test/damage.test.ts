import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FootballDataError, footballDataEvents, readSeasons, type SeasonData, type SeasonFile } from '../src/index.ts'
import { type Row, row, seasonFile } from './season-file.ts'

const RUNS = 200
const season: readonly Row[] = Array.from({ length: 8 }, (_, index) => ({
  ...row,
  HomeTeam: `Home ${index}`,
  Date: `${String(10 + index)}/01/2024`,
}))
const { text } = seasonFile(season)
const FIRST = Date.UTC(1888, 0, 1)
const LAST = Date.UTC(2093, 0, 1)

/** As an assertion, but for the many of one run. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** Reads, and holds what was read against all that must be true of any season; `null` where the file was refused. */
function sound(file: SeasonFile): SeasonData | null {
  let seasons: SeasonData
  try {
    seasons = readSeasons([file])
  } catch (error) {
    if (!(error instanceof FootballDataError)) throw error
    must(/^FOOTBALL_DATA_[A-Z_]+$/.test(error.code), error.code)
    must((error.remedy ?? '') !== '', 'a remedy is given')
    return null
  }
  const ids = new Set<string>()
  let last = 0
  for (const event of footballDataEvents(seasons)) {
    must(event.at >= last, 'events come in order of time')
    last = event.at
    if (event.type === 'result') {
      must(ids.has(event.result.market), 'a result is of a market that was shown')
      must(/^\d{1,2}-\d{1,2}$/.test(event.result.score ?? ''), `the score ${event.result.score}`)
      continue
    }
    const { market, venues } = event.update
    const { startsAt, competition } = market.event
    ids.add(market.id)
    const names = market.selections.map(({ id }) => id)
    must(new Set(names).size === 3, 'three selections differ')
    for (const name of [...names, competition]) must(name.trim() !== '' && !/\p{Cc}/u.test(name), JSON.stringify(name))
    must(startsAt >= FIRST && startsAt < LAST, `the start ${startsAt}`)
    must(event.type === 'market' ? event.at < startsAt : event.at === startsAt, `${event.type} at ${event.at}`)
    for (const { prices } of venues) {
      must(prices.length === 3, 'three prices')
      for (const price of prices) must(price !== null && price > 1 && price <= 1001, `the price ${price}`)
    }
  }
  for (const { message, line } of seasons.diagnostics) {
    must(line > 0, 'lines count from 1')
    must(message.length < 1000 && !/\p{Cc}/u.test(message), JSON.stringify(message))
  }
  return seasons
}

test('whatever the bytes, the answer is sound data or a FootballDataError', () => {
  const heading = new TextEncoder().encode(`${Object.keys(row).join(',')}\n`)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isHeaded) => {
      sound({ name: 'fuzz', bytes: isHeaded ? Uint8Array.from([...heading, ...bytes]) : bytes })
    }),
    { numRuns: RUNS },
  )
})

test('whatever the text, too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (part, isHeaded) => {
      sound({ name: 'fuzz', text: isHeaded ? `${text}${part}` : part })
    }),
    { numRuns: RUNS },
  )
})

test('bytes that are changed, lost or doubled anywhere leave sound data or a FootballDataError', () => {
  const bytes = new TextEncoder().encode(text)
  const damage = fc.array(
    fc.record({
      at: fc.nat(bytes.length - 1),
      kind: fc.constantFrom('change', 'lose', 'double'),
      byte: fc.nat(255),
      length: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(damage, (all) => {
      const damaged = [...bytes]
      for (const { at, kind, byte, length } of all) {
        if (kind === 'change') damaged[at] = byte
        else if (kind === 'lose') damaged.splice(at, length)
        else damaged.splice(at, 0, ...damaged.slice(at, at + length))
      }
      sound({ name: 'damaged', bytes: Uint8Array.from(damaged) })
    }),
    { numRuns: RUNS },
  )
})

test('a damaged cell changes its own row only, and every row becomes a match or is reported', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '2',
      '1',
      '2.5',
      '2,5',
      'H',
      'A',
      '20/01/2024',
      '01/20/2024',
      '2024-01-20',
      '1/2/03',
      '15:00',
      'Draw',
      '"',
      '#REF!',
      '0',
      '1e9',
    ),
    fc.string({ unit: 'binary' }),
  )
  const places = fc.array(fc.tuple(fc.nat(season.length - 1), fc.constantFrom(...Object.keys(row)), cell), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(places, (damages) => {
      const rows = season.map((each) => ({ ...each }) as Record<string, string>)
      for (const [index, column, text_] of damages) {
        const hit = rows[index]
        if (hit !== undefined) hit[column] = text_.replaceAll(/[,\r\n]/g, '')
      }
      const seasons = sound(seasonFile(rows))
      if (seasons === null) return
      const lost = seasons.diagnostics.filter(({ skipped }) => skipped === 'row')
      expect(seasons.matches.length + lost.length).toBe(rows.length)
      expect(new Set([...seasons.matches, ...lost].map(({ line }) => line)).size).toBe(rows.length)
      const hitLines = new Set(damages.map(([index]) => index + 2))
      const whole = readSeasons([seasonFile(season)]).matches
      // A damaged date may show that the order of day and month is not certain: then rows are left out, and said.
      const isUnsure = seasons.diagnostics.some(({ code }) => code === 'DATE_AMBIGUOUS' || code === 'DUPLICATE_MATCH')
      const untouched = whole.filter(({ line }) => !hitLines.has(line))
      const kept = seasons.matches.filter(({ line }) => !hitLines.has(line))
      if (isUnsure) expect(untouched).toEqual(expect.arrayContaining(kept))
      else expect(kept).toEqual(untouched)
    }),
    { numRuns: RUNS },
  )
})
