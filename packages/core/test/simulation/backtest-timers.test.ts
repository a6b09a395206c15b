import {
  after,
  type BacktestEvent,
  currency,
  type Message,
  MINUTE,
  money,
  runBacktest,
  SECOND,
  type Strategy,
  type Timestamp,
} from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)
const shown = (milliseconds: number, id = 'm1'): BacktestEvent => ({
  type: 'market',
  at: at(milliseconds),
  update: news(matchOdds(id), at(milliseconds), { book: [2, 2] }),
})
const told = (milliseconds: number, message: Message, strategy = 'mine'): BacktestEvent => ({
  type: 'message',
  at: at(milliseconds),
  strategy,
  message,
})
const play = (events: readonly BacktestEvent[], strategies: readonly Strategy[]) =>
  runBacktest({ events, strategies, limits: WIDE, currency: currency('GBP'), bankroll: money(100_000) })

/** Writes down all that it hears, and asks for a timer after so many milliseconds with every piece of news. */
function writing(heard: string[], ...asks: readonly number[]): Strategy {
  return {
    name: 'mine',
    version: '1',
    onMarket(view, desk) {
      heard.push(`${view.market.id} at ${desk.now - NOON}`)
      for (const ask of asks) desk.at(after(desk.now, ask), `${view.market.id} + ${ask}`)
    },
    onTimer: (name, desk) => void heard.push(`${name} at ${desk.now - NOON}`),
    onMessage: (message, desk) => void heard.push(`${JSON.stringify(message)} at ${desk.now - NOON}`),
  }
}

describe('a backtest', () => {
  it('fires timers between the events, at their own time and before the news of their moment', () => {
    const heard: string[] = []
    play([shown(0, 'a'), shown(100, 'b'), shown(500, 'c')], [writing(heard, 100, 250)])
    expect(heard).toEqual([
      'a at 0',
      'a + 100 at 100',
      'b at 100',
      'b + 100 at 200',
      'a + 250 at 250',
      'b + 250 at 350',
      'c at 500',
    ])
  })

  it('lets a strategy bet when its timer fires, at the price that is shown then', () => {
    const strategy: Strategy = {
      name: 'mine',
      version: '1',
      onMarket: (view, desk) => desk.at(after(view.receivedAt, 30 * SECOND), view.market.id),
      onTimer: (id, desk) => void desk.signal(orderSignal({ ...board(id) }, 1000)),
    }
    const views = new Map<string, Parameters<NonNullable<Strategy['onMarket']>>[0]>()
    const seeing: Strategy = { name: 'seeing', version: '1', onMarket: (view) => void views.set(view.market.id, view) }
    function board(id: string) {
      return views.get(id) ?? expect.fail(`no ${id}`)
    }
    const { open } = play([shown(0), shown(5 * MINUTE, 'end')], [seeing, strategy])
    expect(open.map(({ intent }) => [intent.market, intent.decidedAt - NOON])).toEqual([['m1', 30 * SECOND]])
  })

  it('tells messages among the events, in their order', () => {
    const heard: string[] = []
    play([shown(0), told(50, { p: 0.5 }), told(50, 'b'), shown(60)], [writing(heard)])
    expect(heard).toEqual(['m1 at 0', '{"p":0.5} at 50', '"b" at 50', 'm1 at 60'])
  })

  it('plays twice alike', () => {
    const events = [shown(0), told(50, 1), shown(100, 'b'), told(300, 2), shown(700, 'c')]
    const [one, two]: [string[], string[]] = [[], []]
    const results = [one, two].map((heard) => play(events, [writing(heard, 10, 100, 300)]))
    expect(one).toEqual(two)
    expect(results[0]).toEqual(results[1])
  })

  it.each([
    ['to nobody', told(0, 1, 'nobody'), 'a strategy with onMessage: mine'],
    ['that is no plain data', { ...told(0, 1), message: new Date(0) }, 'message must be plain data'],
  ])('refuses a message %s', (_, event, why) => {
    expect(() => play([shown(0), event as BacktestEvent], [writing([])])).toThrow(why)
  })
})
