import { type AccountKey, isAdvisorError, money, priceUnits } from '@betting-advisor/core'
import type { Exchange } from '@betting-advisor/core/simulation'
import type { Accounts } from '@betting-advisor/core/store'
import type { OrderRef } from '@betting-advisor/core/venue'
import type { Bookmaker } from './bookmaker.ts'
import { AT_REST_AT, HEALED_AT, MUST_REST_AT } from './calendar.ts'
import type { Oracles } from './oracles.ts'
import type { Processes } from './processes.ts'
import type { Sabotage } from './sabotage.ts'
import type { Simulator } from './simulator.ts'
import type { WorldMarket } from './world-market.ts'

/** Whom people reach. */
export interface PeopleParts {
  readonly simulator: Simulator
  readonly markets: readonly WorldMarket[]
  readonly bookmakers: readonly Bookmaker[]
  readonly exchange: Exchange
  readonly accounts: Accounts
  readonly account: AccountKey
  /** The names of the venues at which money is. */
  readonly wallets: readonly string[]
  readonly processes: Processes
  readonly oracles: Oracles
  readonly sabotage: Sabotage | null
}

/** Plans what people do: halt, resume, cancel, bet on the side, pay in and out, compare. */
export function planPeople(parts: PeopleParts): void {
  const { simulator, processes } = parts
  if (simulator.chance(0.35)) {
    const at = simulator.between(2000, HEALED_AT - 8000)
    simulator.plan(at, 'someone halts', () => halt(parts))
    simulator.plan(at + simulator.between(500, 6000), 'someone resumes', () => resume(parts))
  }
  if (simulator.chance(0.2)) {
    simulator.plan(simulator.between(2000, HEALED_AT), 'someone cancels all', () => {
      processes
        .anyone()
        ?.advisor?.cancel('all', 'by hand')
        .catch(() => {})
    })
  }
  if (simulator.chance(0.3)) {
    for (let bets = simulator.between(1, 2); bets > 0; bets -= 1) {
      simulator.plan(simulator.between(1000, HEALED_AT), 'a bet is placed on the side', () => placeAside(parts))
    }
  }
  if (simulator.chance(0.3)) {
    for (let times = simulator.between(1, 2); times > 0; times -= 1) {
      simulator.plan(simulator.between(1000, HEALED_AT), 'money is moved by hand', () => moveMoney(parts))
    }
  }
  // Before everything comes to rest somebody looks, as a leader would in time, and again where something was missed.
  for (let at = AT_REST_AT - 8000; at < MUST_REST_AT; at += 6000) {
    simulator.plan(at, 'someone compares venue and ledger', () => {
      for (const { advisor } of processes.living()) advisor?.reconcile().catch(() => {})
    })
  }
}

/** Pays in or out, takes money to another venue, or puts right what a venue has. */
function moveMoney({ simulator, accounts, account, wallets, oracles }: PeopleParts): void {
  const [from, to] = [simulator.pick(wallets), simulator.pick(wallets)]
  const amount = money(simulator.pick([-5000, -200, 300, 3000, 20_000]))
  const at = simulator.now
  const how = from === to ? simulator.pick(['deposit', 'adjust'] as const) : 'transfer'
  try {
    if (how === 'transfer') accounts.transfer(account, from, to, money(Math.abs(amount)), at)
    else accounts[how](account, from, amount, at)
    if (how === 'transfer') {
      oracles.moved(from, -Math.abs(amount))
      oracles.moved(to, Math.abs(amount))
    } else oracles.moved(from, amount)
    simulator.note(`${how}: ${amount} at ${from}`)
    oracles.stored(how, null)
  } catch (error) {
    if (!isAdvisorError(error)) throw error
    simulator.note(`no ${how}: ${error.code}`)
  }
}

function halt({ processes, sabotage, oracles }: PeopleParts): void {
  const process = processes.anyone()
  if (process?.advisor == null) return
  if (sabotage !== 'a halt is not heard') process.advisor.halt('by hand').catch(() => {})
  oracles.halted(process.life, 'by hand')
}

function resume({ simulator, processes, oracles }: PeopleParts): void {
  const process = processes.anyone()
  if (process?.advisor == null) return
  const { advisor } = process
  oracles.resumed()
  const resuming = async () => {
    const { code } = await advisor.askResume()
    await advisor.resume(code, 'all well')
  }
  resuming().catch((error: unknown) => simulator.note(`no resumption: ${error}`))
}

/** A bet that was placed past this software: somebody else's, or one of ours that the store has lost. */
function placeAside({ simulator, markets, bookmakers, exchange }: PeopleParts): void {
  const open = markets.filter(({ market }) => simulator.now < market.event.startsAt)
  if (open.length === 0) return
  const { market, terms, eachWay } = simulator.pick(open)
  const selection = simulator.pick(market.selections)
  const stake = simulator.between(100, 3000)
  const order = {
    market: market.id,
    selection: selection.id,
    side: 'back' as const,
    price: priceUnits(20_000),
    stake: money(stake),
  }
  if (simulator.chance(0.4)) {
    exchange.placeByHand(order, simulator.now)
    return
  }
  const isOurs = simulator.chance(0.4)
  const ref = isOurs ? (`${simulator.between(100_000, 999_999)}`.padStart(32, 'a') as OrderRef) : null
  simulator.pick(bookmakers).add(
    { ...order, ref, eachWay, matched: stake },
    {
      event: market.event.id,
      eventName: market.event.name,
      competition: market.event.competition,
      startsAt: market.event.startsAt,
      selectionName: selection.name,
      outcomes: market.selections.length,
      winners: market.winners,
      commission: terms.commission,
    },
  )
}
