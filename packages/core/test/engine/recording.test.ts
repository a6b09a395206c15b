import { after, HOUR, MINUTE, money, type Recorder, type Strategy, ZERO } from '@betting-advisor/core'
import { type Engine, replay } from '@betting-advisor/core/simulation'
import { sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { recordEngine } from '../../src/engine/recording.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, VENUE } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

function memoryRecorder(): Recorder & { readonly lines: string[] } {
  const lines: string[] = []
  return { lines, append: (line) => void lines.push(line), close: async () => {} }
}

/** An engine as a session has it, which has heard nothing yet. */
function freshEngine(strategies: readonly Strategy[]): Engine {
  return createSession({ strategies, unheard: true }).engine
}

/** Two runs of a little season, recorded. */
function recorded(strategies: readonly Strategy[], runs = 2): string[] {
  const recorder = memoryRecorder()
  for (let run = 0; run < runs; run += 1) {
    const recording = recordEngine(recorder)
    const session = createSession({ strategies, recording })
    const markets = ['a', 'b', 'c'].map((id) => matchOdds(`${id}${run}`))
    for (const [minute, market] of markets.entries()) {
      session.market(news(market, at(minute * MINUTE), { book: [2, 2] }))
      session.market(news({ ...market }, at(minute * MINUTE + 1), { book: [2.1, 2] }))
      session.closing(news(market, at(minute * MINUTE + 2), { book: [2.1, 2] }, { status: 'suspended' }))
    }
    for (const market of markets) session.result(ended(market, 'Away'), at(2 * HOUR))
    session.market(news(matchOdds(`late${run}`), at(2 * HOUR), {}, { status: 'closed' }))
    session.hear({ type: 'command', at: at(3 * HOUR), command: { kind: 'halt', reason: 'enough' } })
  }
  return recorder.lines
}

describe('a recording', () => {
  it('replays to the same decisions, run by run', async () => {
    const lines = recorded([backHome()])
    const report = await replay(lines, () => freshEngine([backHome()]))
    expect(report).toMatchObject({ runs: 2, difference: null })
    expect(report.inputs).toBe(lines.filter((line) => line.startsWith('{"kind":"input"')).length)
    expect(report.effects).toBeGreaterThan(20)
    const again = await replay(lines, () => freshEngine([backHome()]))
    expect(again).toEqual(report)
  })

  it('replays everything that an engine can hear', async () => {
    const recorder = memoryRecorder()
    const route = {
      traits: { ...BACKS, netting: true },
      doCancel: async () => expect.fail('an engine never asks itself'),
    }
    const strategy = (): Strategy => ({
      ...backHome(1000, { maxEntriesPerMarket: 9 }),
      onOrder(order, desk) {
        if (order.state === 'ACCEPTED' && order.intent.entry === 1)
          desk.replace(order.intent.key, { stake: money(500) })
      },
    })
    const limits = { cooldownMs: HOUR, lowClv: { limit: 0.01, bets: 1, lockMs: HOUR } }
    const settings = { strategies: [strategy()], route, limits }
    const recording = recordEngine(recorder)
    const session = createSession({
      ...settings,
      recording,
      place: ({ intent }) => ({ kind: 'accepted', venueOrderId: intent.ref, matchedStake: ZERO, averagePrice: null }),
      cancel: ({ intent }) => ({ kind: 'cancelled', matchedStake: money(100), averagePrice: intent.price }),
    })
    session.hear({ type: 'reconciling', at: NOON, venue: VENUE, reason: 'the stream was cut off' })
    session.hear({ type: 'reconciled', at: NOON, venue: VENUE })
    session.market(news(matchOdds(), NOON, { book: [2, 2] }))
    const second = session.sent[1] ?? expect.fail('no replacement')
    const { key, ref, stake, price } = second.intent
    const matched = { ref, state: 'matched', venueOrderId: ref, matchedStake: stake, averagePrice: price } as const
    session.hear({ type: 'order-news', at: at(1), key, order: matched })
    session.sync(at(2))
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    session.hear({ type: 'correction', at: at(3 * HOUR), result: ended(matchOdds(), 'Home'), orders: session.orders() })
    const foreign = sampleIntent({ account: ACCOUNT, origin: 'foreign', strategy: 'foreign' })
    session.hear({ type: 'adopted', at: at(4 * HOUR), result: session.accounts.adopt(foreign, []) })
    const until = at(24 * HOUR)
    session.hear({ type: 'command', at: at(5 * HOUR), command: { kind: 'cool-off', until, reason: 'a break' } })
    session.hear({ type: 'command', at: at(5 * HOUR), command: { kind: 'cancel', key: null, reason: 'by hand' } })
    session.hear({ type: 'command', at: at(5 * HOUR), command: { kind: 'halt', reason: 'enough' } })
    const heard = recorder.lines.flatMap((line) => /"input":\{"type":"([^"]+)"/.exec(line)?.[1] ?? [])
    expect(heard).toEqual(expect.arrayContaining(['cancelled', 'order-news', 'synced', 'correction', 'adopted']))
    const replayed = () => createSession({ ...settings, strategies: [strategy()], unheard: true }).engine
    expect(await replay(recorder.lines, replayed)).toMatchObject({ difference: null, inputs: heard.length })
  })

  it('writes a market once while it stays the same', () => {
    const lines = recorded([backHome()], 1).filter((line) => line.startsWith('{"kind":"market"'))
    expect(lines.length).toBe(4)
  })

  it('forgets a market that is over, and describes it again when it comes back', async () => {
    const recorder = memoryRecorder()
    const session = createSession({ strategies: [], recording: recordEngine(recorder) })
    const [first, second] = [matchOdds('a'), matchOdds('b')]
    for (const market of [first, second]) session.market(news(market, NOON, { book: [2, 2] }))
    session.result(ended(first, null), at(1))
    session.market(news(second, at(1), {}, { status: 'closed' }))
    for (const market of [first, second]) session.market(news(market, at(2), { book: [2, 2] }))
    expect(recorder.lines.filter((line) => line.startsWith('{"kind":"market"')).length).toBe(4)
    expect((await replay(recorder.lines, () => freshEngine([]))).difference).toBeNull()
  })

  it('of another strategy differs where that first decides otherwise', async () => {
    const lines = recorded([backHome(1000)])
    const report = await replay(lines, () => freshEngine([backHome(1001)]))
    const first = lines.findIndex((line) => line.includes('"type":"begin"')) + 1
    expect(report.difference).toMatchObject({ line: first, input: { type: 'market' } })
    expect(report.difference?.recorded).toMatchObject([{ type: 'begin', intent: { stake: 1000 } }])
    expect(report.difference?.replayed).toMatchObject([{ type: 'begin', intent: { stake: 1001 } }])
  })

  it('may have been cut off at any line', async () => {
    const lines = recorded([backHome()])
    for (let length = 0; length <= lines.length; length += 1) {
      const report = await replay(lines.slice(0, length), () => freshEngine([backHome()]))
      expect(report.difference).toBeNull()
    }
  })

  const lines = recorded([backHome()], 1)
  const [start = '', restored = ''] = lines
  const unreadable: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a torn line', [start, restored.slice(0, -5)], /Line 2 is not JSON/],
    ['an empty line', [start, ''], /Line 2 is not JSON/],
    ['JSON of something else', ['{"hello":"world"}'], /Line 1 is not part/],
    ['a number', ['7'], /Line 1 is not part/],
    ['nothing', ['null'], /Line 1 is not part/],
    ['a run without a version', ['{"kind":"run"}'], /Line 1 is not part/],
    ['an older version', ['{"kind":"run","version":0}', restored], /is of version 0;/],
    ['a newer version', ['{"kind":"run","version":2}'], /is of version 2;/],
    ['a market without an id', [start, '{"kind":"market","market":{}}'], /Line 2 is not part/],
    [
      'an input of no known type',
      [start, '{"kind":"input","input":{"type":"x","at":1},"effects":[]}'],
      /Line 2 is not/,
    ],
    ['an input that is no object', [start, '{"kind":"input","input":5,"effects":[]}'], /Line 2 is not part/],
    ['an input without effects', [start, '{"kind":"input","input":{"type":"reconciled","at":1}}'], /Line 2 is not/],
    [
      'news without an update',
      [start, '{"kind":"input","input":{"type":"market","at":1},"effects":[]}'],
      /Line 2 is not/,
    ],
    ['an input before any run', [restored], /Line 1 comes before the start/],
    [
      'an input before `restored`',
      [start, '{"kind":"input","input":{"type":"reconciled","at":1},"effects":[]}'],
      /out of place/,
    ],
    ['a second `restored`', [start, restored, restored], /Line 3 is out of place/],
    [
      'news of a market that was never described',
      [start, restored, '{"kind":"input","input":{"type":"market","at":1,"update":{"market":"m9"}},"effects":[]}'],
      /Line 3 names the market m9/,
    ],
  ]

  it.each(unreadable)('with %s is no recording', async (_, wrong, message) => {
    await expect(replay(wrong, () => freshEngine([backHome()]))).rejects.toThrow(message)
    await expect(replay(wrong, () => freshEngine([backHome()]))).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' })
  })
})
