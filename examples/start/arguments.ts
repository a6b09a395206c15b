import { parseArgs } from 'node:util'
import type { MarketQuery } from '@betting-advisor/adapter-betfair'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'paper'
      readonly exit: boolean
      readonly fast: boolean
      readonly record: string | null
      /** What to do at the Betfair exchange; `null` to bet elsewhere. */
      readonly exchange: ExchangeOptions | null
      readonly feed: FeedOptions
    }
  | {
      readonly kind: 'csv'
      readonly files: readonly string[]
      readonly columns: ColumnOptions
      readonly play: PlayOptions
    }
  | { readonly kind: 'backtest'; readonly play: PlayOptions }

/** What to do at an exchange. */
export interface ExchangeOptions {
  /** The recorded markets that an emulated one plays; `null` for a generated card, or for the real one. */
  readonly emulate: string | null
  /** Which markets to follow; `null` where nothing was said. */
  readonly query: MarketQuery | null
}

/** What to follow at The Odds API when there is a key. */
export interface FeedOptions {
  readonly sports: readonly string[]
  readonly regions: readonly string[]
  readonly pollSeconds: number
  readonly sharp: string
  /** Where the API is; `null` for the real one. */
  readonly url: string | null
}

/** Which prices of season files to use, by the prefixes of their columns; what is left out is chosen from what the files have. */
export interface ColumnOptions {
  readonly sharp?: string
  readonly bookmakers?: readonly string[]
  /** `null` for none. */
  readonly close?: string | null
}

/** How a backtest plays. */
export interface PlayOptions {
  readonly method: string
  /** Flat stake in major units; `null` for fractional Kelly. */
  readonly flat: number | null
  /** Whether to show the protected run beside the bare strategy. */
  readonly protections: boolean
  readonly report: string
}

/** The command line cannot be understood. */
export class UsageError extends Error {}

export const USAGE = `pnpm start                       paper trading, dashboard on http://127.0.0.1:5000
  --exit                           end after the fortnight, also on a terminal
  --fast                           as fast as it goes, in place of two minutes a fortnight
  --record FILE                    write down all that is heard and decided; of an exchange, its stream in FILE.stream/
  --venue betfair                  paper bets on an emulated Betfair exchange: a card of races and football;
                                   with BETFAIR_APP_KEY set, a live key, at the prices of the real one
  with it:
  --emulate FILE                   recorded lines of its stream in place of the card, whatever key is set
  --sport NAME                     what to follow; where none of these is given, on the emulator all there is,
  --countries GB,IE                and at the real exchange the next two hours of races to win in GB and IE
  --types WIN
  --hours NUMBER                   only what starts within so many hours
  with THEODDS_API_KEY set:
  --sports KEY,KEY                 what to follow (soccer_epl)
  --regions eu,uk                  whose bookmakers (eu)
  --poll SECONDS                   how often to ask (300)
  --sharp BOOKMAKER                whose prices are the reference (pinnacle)
  --url URL                        another address of the API, such as an emulator's

pnpm start --csv FILE...         backtest over football-data.co.uk seasons
  --sharp PREFIX                   columns of the reference (PS, Pinnacle)
  --bookmakers PREFIX,PREFIX       columns of the prices to bet at, such as B365 (every bookmaker's)
  --close PREFIX                   columns of the close that bets are measured by (PSC), or none
pnpm start --backtest            backtest over generated seasons
  both:
  --method power                   overround removal: power, shin, multiplicative, additive, odds-ratio,
                                   balanced-book, goto-conversion, jensen-shannon, efficient-shin
  --flat AMOUNT                    stake this much each time, within the limits, in place of fractional Kelly
  --no-protections                 the bare strategy alone
  --report FILE                    where the HTML report goes (reports/backtest.html)

Settings come from the environment and from a file .env: see .env.example.`

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  exit: { type: 'boolean' },
  fast: { type: 'boolean' },
  record: { type: 'string' },
  venue: { type: 'string' },
  emulate: { type: 'string' },
  sport: { type: 'string' },
  countries: { type: 'string' },
  types: { type: 'string' },
  hours: { type: 'string' },
  sports: { type: 'string' },
  regions: { type: 'string' },
  poll: { type: 'string' },
  csv: { type: 'boolean' },
  backtest: { type: 'boolean' },
  sharp: { type: 'string' },
  url: { type: 'string' },
  bookmakers: { type: 'string' },
  close: { type: 'string' },
  method: { type: 'string' },
  flat: { type: 'string' },
  protections: { type: 'boolean' },
  report: { type: 'string' },
} as const

const EXCHANGE = ['emulate', 'sport', 'countries', 'types', 'hours'] as const
const PAPER = ['exit', 'fast', 'record', 'venue', ...EXCHANGE, 'sports', 'regions', 'poll', 'sharp', 'url']
const PLAY = ['method', 'flat', 'protections', 'report']

/**
 * Reads the command line.
 *
 * @throws UsageError when it cannot be understood.
 */
export function readArguments(words: readonly string[]): Command {
  const { values, positionals } = parse(words)
  const given = Object.keys(values).filter((name) => name !== 'csv' && name !== 'backtest')
  if (values.help) return { kind: 'help' }
  if (values.csv && values.backtest)
    throw new UsageError('--csv and --backtest are two different backtests: choose one.')
  if (values.csv) {
    only(given, ['sharp', 'bookmakers', 'close', ...PLAY], '--csv')
    if (positionals.length === 0) throw new UsageError('--csv needs at least one file: pnpm start --csv E0_2324.csv')
    return { kind: 'csv', files: positionals, columns: columnsOf(values), play: playOf(values) }
  }
  if (positionals.length > 0) throw new UsageError(`There is no use for ${positionals.join(' ')} here.`)
  if (values.backtest) {
    only(given, PLAY, '--backtest')
    return { kind: 'backtest', play: playOf(values) }
  }
  only(given, PAPER, 'paper trading')
  return {
    kind: 'paper',
    exit: values.exit ?? false,
    fast: values.fast ?? false,
    record: values.record ?? null,
    exchange: exchangeOf(values),
    feed: {
      sports: list(values.sports ?? 'soccer_epl'),
      regions: list(values.regions ?? 'eu'),
      pollSeconds: numberOf('--poll', values.poll ?? '300'),
      sharp: values.sharp ?? 'pinnacle',
      url: values.url ?? null,
    },
  }
}

type ExchangeWords = { readonly [Name in 'venue' | (typeof EXCHANGE)[number]]?: string }

function exchangeOf(values: ExchangeWords): ExchangeOptions | null {
  const { venue, emulate, sport, countries, types, hours } = values
  if (venue !== undefined && venue !== 'betfair') throw new UsageError(`--venue takes betfair, was ${venue}.`)
  if (venue === undefined) {
    const other = EXCHANGE.find((name) => values[name] !== undefined)
    if (other !== undefined) throw new UsageError(`--${other} belongs to --venue betfair.`)
    return null
  }
  const query: MarketQuery = {
    ...(sport !== undefined && { sport }),
    ...(countries !== undefined && { countries: listOf('--countries', countries) }),
    ...(types !== undefined && { types: listOf('--types', types) }),
    ...(hours !== undefined && { withinHours: numberOf('--hours', hours) }),
  }
  return { emulate: emulate ?? null, query: Object.keys(query).length === 0 ? null : query }
}

function listOf(option: string, text: string): readonly [string, ...string[]] {
  const [first, ...others] = list(text)
  if (first === undefined) throw new UsageError(`${option} takes a list with something in it.`)
  return [first, ...others]
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, allowNegative: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function only(given: readonly string[], allowed: readonly string[], what: string): void {
  const other = given.find((name) => !allowed.includes(name))
  if (other !== undefined) throw new UsageError(`--${other} is not an option of ${what}.`)
}

function playOf(values: { method?: string; flat?: string; protections?: boolean; report?: string }): PlayOptions {
  return {
    method: values.method ?? 'power',
    flat: values.flat === undefined ? null : numberOf('--flat', values.flat),
    protections: values.protections ?? true,
    report: values.report ?? 'reports/backtest.html',
  }
}

function columnsOf({
  sharp,
  bookmakers: prefixes,
  close,
}: {
  sharp?: string
  bookmakers?: string
  close?: string
}): ColumnOptions {
  const bookmakers = prefixes === undefined ? undefined : list(prefixes)
  if (bookmakers?.length === 0) throw new UsageError('--bookmakers takes prefixes of columns: --bookmakers B365,WH')
  return {
    ...(sharp === undefined ? {} : { sharp }),
    ...(bookmakers === undefined ? {} : { bookmakers }),
    ...(close === undefined ? {} : { close: close === 'none' ? null : close }),
  }
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function numberOf(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && Number.isFinite(value))) {
    throw new UsageError(`${option} takes a number above 0, was ${JSON.stringify(text)}.`)
  }
  return value
}
