import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import * as zlib from 'node:zlib'
import * as bot from '@betting-advisor/core'
import * as books from '@betting-advisor/core/book'
import * as breaker from '@betting-advisor/core/breaker'
import * as config from '@betting-advisor/core/config'
import * as errors from '@betting-advisor/core/errors'
import * as models from '@betting-advisor/core/models'
import * as odds from '@betting-advisor/core/odds'
import * as report from '@betting-advisor/core/report'
import * as risk from '@betting-advisor/core/risk'
import * as simulation from '@betting-advisor/core/simulation'
import * as staking from '@betting-advisor/core/staking'
import * as storeRules from '@betting-advisor/core/store'
import * as testing from '@betting-advisor/core/testing'
import * as worth from '@betting-advisor/core/value'
import * as venue from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../src/numerics/sha256.ts'
import { matchOdds, NOON, news } from './support/markets.ts'

/** A number of which an example shows the first digits: `0.3729…`. */
class Digits {
  readonly shown: string

  constructor(shown: string) {
    this.shown = shown
  }
}

/** Everything but the settings: no name stands in two entry points. */
const core = {
  ...bot,
  ...books,
  ...breaker,
  ...errors,
  ...venue,
  ...risk,
  ...models,
  ...odds,
  ...report,
  ...simulation,
  ...staking,
  ...storeRules,
  ...worth,
}

interface Example {
  readonly file: string
  readonly code: string
}

const source = join(import.meta.dirname, '../src')

/** What examples take as given. */
const settings = config.defineSettings({})
const update = news(matchOdds(), NOON, { keenline: [2.1, 1.8] })
const market = core.createBoard().apply(update)
const results = Array.from({ length: 60 }, (_, index) => ({
  at: core.timestamp(index * core.DAY),
  home: index % 2 === 0 ? 'Arsenal' : 'Chelsea',
  away: index % 2 === 0 ? 'Chelsea' : 'Arsenal',
  homeGoals: index % 3,
  awayGoals: index % 4 === 0 ? 1 : 0,
}))
const given = {
  results,
  model: core.fitGoalModel(results),
  desk: { market },
  orders: [],
  performance: core.createPerformance({ initialBankroll: core.money(1) }),
  result: core.runBacktest({
    events: [],
    strategies: [],
    limits: settings.risk,
    currency: core.currency('GBP'),
    bankroll: core.money(1000),
  }),
  at: testing.SAMPLE_TIME,
  console: { log() {} },
  events: [],
  fetchOdds: async () => [],
  intent: testing.sampleIntent(),
  market,
  order: core.newOrder(testing.sampleIntent()).order,
  lines: [],
  lock: testing.sampleLock(),
  run: testing.sampleRunStart().run,
  settings,
  start: testing.sampleRunStart(),
  strategy: core.valueBetting({
    sharp: 'pinnacle',
    overround: core.shin,
    minEdge: 0.02,
    staking: core.fractionalKelly(0.2),
  }),
  update,
}

const backLosses = { ifWins: core.money(-1100), ifLoses: core.money(1000) }
const matchedBack = storeRules.positionWith(testing.sampleIntent({ netting: true }), backLosses, backLosses)

/** What the examples of one file take as given besides, such as an id where others have the whole market. */
const givenIn: Readonly<Record<string, () => object>> = {
  'breaker/circuit-breaker.ts': () => ({ clock: core.createSystemClock(), signal: new AbortController().signal }),
  'order/decision-key.ts': () => ({
    account: core.accountKey('DRY_RUN', 'main'),
    market: core.marketId('theodds:ab12:h2h'),
    selection: core.selectionId('Arsenal'),
  }),
  'limits/exposure.ts': () => ({
    back: matchedBack,
    lay: { ...matchedBack, ifWins: core.money(1100), ifLoses: core.money(-1000) },
  }),
  'limits/reduces.ts': () => ({
    matchedBack,
    openBack: storeRules.freshPosition(testing.sampleIntent({ netting: true })),
    layOfAsMuch: testing.sampleIntent({ netting: true, side: 'lay' }),
    anotherBack: testing.sampleIntent({ netting: true, entry: 2 }),
  }),
  'store-rules/packed-text.ts': () => ({ zlib }),
  'store-rules/links.ts': () => ({
    account: testing.SAMPLE_ACCOUNT,
    event: core.eventId('final'),
    markets: ['m1', 'm2'].map((market) => ({ market, selections: ['Home', 'Away'] })),
  }),
  'store-rules/outbox.ts': () => ({
    alert: {
      account: testing.SAMPLE_ACCOUNT,
      key: 'halt',
      code: 'HALTED',
      severity: 'critical',
      message: 'by hand',
      at: testing.SAMPLE_TIME,
    },
  }),
  'store-rules/wallet-moves.ts': () => ({
    balances: { ...storeRules.NO_BALANCES, available: 500, wallets: { paper: { available: 500, reserved: 0 } } },
  }),
  'limits/denial.ts': () => ({
    account: {
      balances: {
        available: 100_000,
        wallets: { [testing.sampleIntent().wallet]: { available: 100_000, reserved: 0 } },
      },
      used: () => 0,
      positions: [],
      exposure: () => 0,
      lost: () => 0,
      limits: storeRules.NO_LIMITS,
      decidedAfter: () => 0,
    },
  }),
  'numerics/sha256.ts': () => ({ sha256Hex }),
  'report/bets-csv.ts': reported,
  'report/bets-of.ts': reported,
  'report/daily-statistics.ts': reported,
  'archive/export-records.ts': reported,
  'archive/json-lines.ts': reported,
  'store-rules/forward.ts': () => ({ store: core.createMemoryStore() }),
  'testing/contract.ts': () => ({ store: core.createMemoryStore() }),
}

/** A store with an account to read, and a file to write to. */
function reported(): object {
  const accounts = core.createMemoryAccounts()
  accounts.startRun(testing.sampleRunStart())
  return { store: core.createMemoryStore(accounts), account: testing.SAMPLE_ACCOUNT, file: { write() {} }, lines: [] }
}

/** What these examples need is not here; everything else in core runs. */
const leftOut: Readonly<Record<string, string>> = {
  'advisor/create-advisor.ts': 'runs against sources, a venue and a store of the reader until it is stopped',
  'engine/engine-settings.ts': 'reads a recording from a file',
  'engine/recording.ts': 'reads a recording from a file',
  'testing/source-contract.ts': 'registers tests with a test runner, for a source of the reader',
  'testing/store-contract.ts': 'registers tests with a test runner, for a store of the reader',
  'testing/venue-contract.ts': 'registers tests with a test runner, for a venue of the reader',
}

const examples: readonly Example[] = globSync('**/*.ts', { cwd: source })
  .map((file) => file.replaceAll('\\', '/'))
  .flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8')
    return [...text.matchAll(/^ +\* ```ts\n([\s\S]*?)^ +\* ```/gm)].map(([, body = '']) => ({
      file,
      code: body.replaceAll(/^ +\* ?/gm, ''),
    }))
  })

/** What the comment behind a line says: a value in which `…` cuts a number short, and `to rounding` allows the last digits. */
function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof Digits) return String(actual).startsWith(expected.shown)
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(actual - expected) <= 1e-14 * Math.max(1, Math.abs(expected))
  }
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => matches(Reflect.get(actual, key), Reflect.get(expected, key)))
  )
}

const value = (text: string): unknown =>
  runInNewContext(`(${text.replaceAll(/(-?\d+(?:\.\d*)?(?:e-?\d+)?)…/g, "new Digits('$1')")})`, { Digits })

/** Joins lines until their brackets are closed; a comment belongs to the statement that it ends. */
function statementsOf(code: string): readonly { readonly text: string; readonly comment: string | undefined }[] {
  const statements: { text: string; comment: string | undefined }[] = []
  let open = ''
  for (const line of code.split('\n')) {
    const [part = '', comment] = line.split(' // ')
    open = open === '' ? part : `${open}\n${part}`
    const depth = (open.match(/[([{]/g)?.length ?? 0) - (open.match(/[)\]}]/g)?.length ?? 0)
    if (depth > 0) continue
    statements.push({ text: open, comment })
    open = ''
  }
  return statements
}

/** The value that a comment begins with; after a colon it may go on in words. */
function shownValue(comment: string): string {
  if (comment.startsWith('{')) return comment.slice(0, comment.lastIndexOf('}') + 1)
  if (comment.startsWith('[')) return comment.slice(0, comment.lastIndexOf(']') + 1)
  if (comment.startsWith("'")) return comment.slice(0, comment.lastIndexOf("'") + 1)
  return (comment.split(': ')[0] ?? comment).replace(/ to rounding$/, '')
}

describe('examples in the documentation of core', () => {
  it('exist', () => {
    expect(examples.length).toBeGreaterThan(170)
  })

  it('are left out only where there are some', () => {
    const files = new Set(examples.map(({ file }) => file))
    expect([...Object.keys(leftOut), ...Object.keys(givenIn)].filter((file) => !files.has(file))).toEqual([])
  })

  it.each(examples.filter(({ file }) => !Object.hasOwn(leftOut, file)))(
    'of $file say what happens: $code',
    async ({ file, code }) => {
      const told: unknown[] = []
      const statements = statementsOf(code.trim())
      const expected = statements.map(({ comment }) => (comment === undefined ? undefined : shownValue(comment)))
      const script = statements.map(({ text, comment }) => (comment === undefined ? text : `told.push(${text})`))
      const names = {
        ...core,
        ...config,
        ...testing,
        ...given,
        ...givenIn[file]?.(),
        told,
        Float64Array,
        Uint32Array,
      }
      await runInNewContext(stripTypeScriptTypes(`(async () => {\n${script.join('\n')}\n})()`), names)
      expected
        .filter((text) => text !== undefined)
        .forEach((text, index) => {
          expect(matches(told[index], value(text)), `${text}, was ${JSON.stringify(told[index])}`).toBe(true)
        })
    },
  )
})

/** Calls that the examples make of functions that take numbers, of the entries in which mathematics stands. */
const calls: {
  readonly name: string
  readonly call: (...values: readonly unknown[]) => unknown
  readonly values: readonly unknown[]
}[] = []

/** The same functions, which note what they are called with. */
function noting(entry: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, member]) => {
      if (typeof member !== 'function' || /^[A-Z]|^create|^check/.test(name) || Object.keys(member).length > 0)
        return [name, member]
      const call = (...values: readonly unknown[]): unknown => Reflect.apply(member, undefined, values)
      return [
        name,
        (...values: readonly unknown[]) => {
          calls.push({ name, call, values })
          return call(...values)
        },
      ]
    }),
  )
}

/** The places of numbers in what a function was called with: in it, its arrays and its plain objects. */
function placesOf(holder: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof holder === 'number') return [path]
  if (typeof holder !== 'object' || holder === null || ArrayBuffer.isView(holder) || path.length > 3) return []
  return Object.entries(holder)
    .slice(0, 3)
    .flatMap(([key, held]) => placesOf(held, [...path, key]))
}

function replaced(holder: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  if (typeof holder !== 'object' || holder === null) return holder
  if (Array.isArray(holder))
    return holder.map((held, index) => (String(index) === key ? replaced(held, rest, by) : held))
  return { ...holder, [key]: replaced(Reflect.get(holder, key), rest, by) }
}

/** Where `null` says that there is none, and what another function of core made and a caller has no reason to write: ladders, grids, fits. */
const ALSO_TAKE: readonly RegExp[] = [
  /^(?:hedge 1|exclusiveKelly 0\.prices|simultaneousKelly 0\.\d\.prices)\.\d Null$/,
  /^levelPosition 1\.\d\.(?:back|lay) Null$/,
  /^(?:fitGoalModel|createGoalModelPrices) .* Null$/,
  / 0\.(?:size|lowest|numerator|denominator|overround|intercept|homeAdvantage|rho|matches|iterations|logLikelihood|attack|defence|total|maxGoals|cells)/,
  /^(?:fairPrices 0|mirrored 0|gridFairMarket 1|outcomeFairMarket 1)\./,
  // An array of sizes is not an array of numbers.
  /^removeOverrounds 1 Array/,
]

describe('numbers that are none', () => {
  const mathematics = { ...models, ...odds, ...staking, ...worth }
  const noted = {
    ...core,
    ...config,
    ...testing,
    ...given,
    ...noting(mathematics),
    ...noting({ price: core.price, money: core.money, probability: core.probability, timestamp: core.timestamp }),
    Float64Array,
    Uint32Array,
    told: [],
  }

  it('are refused by every function of the mathematics, wherever one stands', async () => {
    for (const { file, code } of examples) {
      if (!/^(?:units|odds|value|staking|models)\//.test(file)) continue
      await runInNewContext(stripTypeScriptTypes(`(async () => {\n${code}\n})()`), { ...noted, ...givenIn[file]?.() })
    }
    expect(new Set(calls.map(({ name }) => name)).size).toBeGreaterThan(80)
    const accepted: string[] = []
    for (const { name, call, values } of calls) {
      for (const place of placesOf(values)) {
        const number = place.reduce<unknown>(
          (held, key) => (typeof held === 'object' && held !== null ? Reflect.get(held, key) : held),
          values,
        )
        const others: readonly unknown[] = [
          String(number),
          null,
          Number.NaN,
          BigInt(Math.round(Number(number))),
          {},
          [number],
          Object(number),
          true,
        ]
        for (const other of others) {
          const where = `${name} ${place.join('.')} ${Object.prototype.toString.call(other).slice(8, -1)}`
          if (ALSO_TAKE.some((exception) => exception.test(where))) continue
          try {
            call(...(replaced(values, place, other) as readonly unknown[]))
            accepted.push(where)
          } catch (error) {
            if (!core.isAdvisorError(error, 'INVALID_VALUE')) accepted.push(`${where}: ${String(error).slice(0, 80)}`)
          }
        }
      }
    }
    expect([...new Set(accepted)]).toEqual([])
  })
})
