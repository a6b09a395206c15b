import {
  after,
  type Desk,
  HOUR,
  type Message,
  MINUTE,
  money,
  type Order,
  price,
  type Recorder,
  type Strategy,
  selectionId,
  type Timestamp,
  toPriceUnits,
} from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import { replay } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { recordEngine } from '../../src/engine/recording.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession } from '../support/session.ts'
import { orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }

/** A strategy that asks for timers on the first news, and whatever `rest` does. */
const strategyWith = (rest: Partial<Strategy>): Strategy => ({ name: 'mine', version: '1', onMarket() {}, ...rest })

describe('timers of strategies', () => {
  it('call whoever asked, in order of time and then of request, and nobody else', () => {
    const called: string[] = []
    const own = (name: string, times: readonly number[]): Strategy => ({
      name,
      version: '1',
      onMarket(_, desk) {
        for (const time of times) desk.at(at(time), `${time}`)
      },
      onTimer: (timer, desk) => void called.push(`${name} ${timer} at ${desk.now - NOON}`),
    })
    const session = createSession({ strategies: [own('a', [30, 20]), own('b', [20, 40])] })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.engine.nextTimer).toBe(at(20))
    session.hear({ type: 'timer', at: at(19) })
    expect(called).toEqual([])
    session.hear({ type: 'timer', at: at(35) })
    expect(called).toEqual(['a 20 at 35', 'b 20 at 35', 'a 30 at 35'])
    expect(session.engine.nextTimer).toBe(at(40))
  })

  it('can be moved, cancelled and asked for again while they fire', () => {
    const called: string[] = []
    const strategy = strategyWith({
      onMarket(_, desk) {
        desk.at(at(10), 'moved')
        desk.at(at(50), 'moved')
        desk.at(at(10), 'cancelled')
        desk.at(null, 'cancelled')
        desk.at(null, 'never there')
        desk.at(at(10), 'again')
      },
      onTimer(name, desk) {
        called.push(`${name} at ${desk.now - NOON}`)
        // What is over by now must not be called for ever within one moment.
        if (name === 'again') desk.at(NOON, 'again')
      },
    })
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, EVENS))
    session.hear({ type: 'timer', at: at(10) })
    expect(called).toEqual(['again at 10'])
    expect(session.engine.nextTimer).toBe(at(11))
    session.hear({ type: 'timer', at: at(50) })
    expect(called).toEqual(['again at 10', 'again at 50', 'moved at 50'])
  })

  it('may bet, as any other call may', () => {
    const strategy = strategyWith({
      onMarket: (view, desk) => desk.at(at(1000), view.market.id),
      onTimer(_, desk) {
        const view = session.engine.board.get(matchOdds().id)
        if (view !== undefined) desk.signal(orderSignal(view, 1000))
      },
    })
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, EVENS))
    session.hear({ type: 'timer', at: at(1000) })
    expect(session.sent.map(({ intent }) => intent.decidedAt)).toEqual([at(1000)])
  })

  it('cannot be asked for when the strategy is not being called', () => {
    let kept: Desk | undefined
    const session = createSession({
      strategies: [
        strategyWith({
          onMarket(_, desk) {
            kept = desk
          },
        }),
      ],
    })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(() => kept?.at(at(1), 'late')).toThrow(InvariantError)
  })
})

describe('messages', () => {
  it('come to the strategy that they are for, in order, and may make it bet', () => {
    const heard: Message[] = []
    const strategy = strategyWith({
      onMessage(message, desk) {
        heard.push(message)
        const view = session.engine.board.get(matchOdds().id)
        if (message === 'bet' && view !== undefined) desk.signal(orderSignal(view, 1000))
      },
    })
    const other: Strategy = { name: 'other', version: '1', onMessage: () => expect.fail('it is not for this one') }
    const session = createSession({ strategies: [other, strategy] })
    session.market(news(matchOdds(), NOON, EVENS))
    for (const message of [{ p: 0.5 }, 'bet', null]) {
      session.hear({ type: 'message', at: at(5), strategy: 'mine', message })
    }
    expect(heard).toEqual([{ p: 0.5 }, 'bet', null])
    expect(session.sent).toHaveLength(1)
  })
})

it('a recording of timers and messages replays to the same decisions', async () => {
  const lines: string[] = []
  const recorder: Recorder = { append: (line) => void lines.push(line), close: async () => {} }
  /** Bets what it was told last, a minute after the news. */
  const strategy = (): Strategy => {
    let stake = 0
    return {
      name: 'told',
      version: '1',
      maxEntriesPerMarket: 9,
      onMarket(view, desk) {
        desk.at(after(view.receivedAt, MINUTE), 'later')
        if (stake > 0) desk.signal(orderSignal(view, stake))
      },
      onTimer: (_, desk) => desk.at(after(desk.now, HOUR), 'again'),
      onMessage(message) {
        if (typeof message === 'number') stake = message
      },
    }
  }
  const session = createSession({ strategies: [strategy()], recording: recordEngine(recorder) })
  for (let n = 0; n < 4; n += 1) {
    session.market(news(matchOdds(), at(2 * n * MINUTE), EVENS))
    session.hear({ type: 'timer', at: at((2 * n + 1) * MINUTE) })
    session.hear({ type: 'message', at: at((2 * n + 1) * MINUTE + 1), strategy: 'told', message: 500 + n })
  }
  const fresh = () => createSession({ strategies: [strategy()], unheard: true }).engine
  const report = await replay(lines, fresh)
  expect(report).toMatchObject({ difference: null })
  expect(session.sent.map(({ intent }) => intent.stake)).toEqual([500, 501, 502])
  // What was told counts: told otherwise, it differs.
  const otherwise = lines.map((line) => line.replace('"message":501', '"message":777'))
  expect((await replay(otherwise, fresh)).difference).toMatchObject({ replayed: [{ intent: { stake: 777 } }] })
})

describe('the position of a strategy', () => {
  /** Backs Home on the first news and lays it on the second, each matched in part. */
  function played() {
    const positions: ReturnType<Desk['position']>[] = []
    const equities: number[] = []
    const strategy: Strategy = {
      name: 'trading',
      version: '1',
      maxEntriesPerMarket: 2,
      onMarket(view, desk) {
        positions.push(desk.position(view.market.id))
        equities.push(desk.equity)
        const side = desk.orders(view.market.id).length === 0 ? 'back' : 'lay'
        desk.signal({ ...orderSignal(view, 1000, 'exchange'), side })
      },
      onSettled: (order, desk) => void positions.push(desk.position(order.intent.market)),
    }
    const other: Strategy = {
      name: 'other',
      version: '1',
      onMarket: (view, desk) =>
        void desk.signal({ ...orderSignal(view, 777, 'exchange'), selection: selectionId('Away') }),
    }
    const session = createSession({
      strategies: [strategy, other],
      route: { traits: { sides: ['back', 'lay'], minStake: money(1), stakeStep: money(1), netting: true } },
      place: ({ intent }: Order) => ({
        kind: 'accepted',
        venueOrderId: intent.ref,
        matchedStake: money(intent.side === 'back' ? 600 : 200),
        averagePrice: toPriceUnits(price(intent.side === 'back' ? 2.1 : 2)),
      }),
    })
    const shown = (n: number) => {
      const update = news(matchOdds(), at(n), { exchange: [2, 2] })
      const [prices] = update.venues
      return prices === undefined ? update : { ...update, venues: [prices, { ...prices, side: 'lay' as const }] }
    }
    for (let n = 0; n < 3; n += 1) session.market(shown(n))
    return { session, positions, equities }
  }
  it('is what it has on each selection, matched and open, and what that comes to', () => {
    const { positions, equities } = played()
    const [none, backed, both] = positions
    expect(none).toMatchObject({ profits: [0, 0], selections: [{ matched: { back: 0, lay: 0 } }, {}] })
    expect(backed).toMatchObject({ profits: [660, -600] })
    expect(both).toEqual({
      market: 'm1',
      selections: [
        {
          selection: 'Home',
          matched: { back: 600, lay: 200 },
          open: { back: 400, lay: 800 },
          ifWin: 660 - 200,
          ifLose: -600 + 200,
        },
        { selection: 'Away', matched: { back: 0, lay: 0 }, open: { back: 0, lay: 0 }, ifWin: 0, ifLose: 0 },
      ],
      profits: [460, -400],
    })
    expect(equities).toEqual([100_000, 100_000, 100_000])
  })

  it('is gone when the bets are settled', () => {
    const { session, positions } = played()
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    expect(session.engine.account.ordersIn(matchOdds().id)).toEqual([])
    expect(positions.at(-1)).toEqual({ market: 'm1', selections: [], profits: [] })
    expect(session.accounts.balances(ACCOUNT).available).not.toBe(100_000)
  })

  it('has no profit by outcome where several win', () => {
    const positions: ReturnType<Desk['position']>[] = []
    const session = createSession({
      strategies: [strategyWith({ onMarket: (view, desk) => void positions.push(desk.position(view.market.id)) })],
    })
    session.market(news({ ...matchOdds(), winners: 2 }, NOON, EVENS))
    expect(positions[0]?.profits).toBeNull()
  })
})
