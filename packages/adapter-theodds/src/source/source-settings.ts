import { checkSeconds } from '@betting-advisor/adapter-kit'
import { type Currency, InvalidValueError } from '@betting-advisor/core'
import { shapes } from '@betting-advisor/core/config'
import { accessMembers, type TheOddsAccess } from '../api/access.ts'
import type { BookmakerChoice, IncludedFields } from '../api/client.ts'
import { aCommission, type ExchangeCommission, USUAL_COMMISSION } from './exchange-terms.ts'
import { MARKET_KEYS, type MarketKey } from './market-key.ts'

/** What a price source follows, and how. */
export type TheOddsSourceSettings = TheOddsAccess &
  BookmakerChoice & {
    /** Sport keys, such as `soccer_epl`. */
    readonly sports: readonly string[]
    /** `['h2h']` by default. */
    readonly markets?: readonly MarketKey[]
    /** How often to ask for each sport, at least every second; 300 by default. Each time costs markets × regions credits. */
    readonly pollSeconds?: number
    /**
     * How long before each start to ask once more, so that the last price before it is a closing price; 60 by default, `null` for
     * never.
     */
    readonly closingPollSeconds?: number | null
    /**
     * What exchanges on the board keep of net winnings, in [0, 1): for all of them, or by their keys; 0.05 by default, also for those that
     * are not named. Their prices are shown before it.
     */
    readonly exchangeCommission?: ExchangeCommission
    /** Asks for the bookmakers' own ids of prices, which go into their tokens: `readTheOddsToken` reads them. @default false */
    readonly sids?: boolean
    /** Asks for links to betslips, which go into the tokens as well. @default false */
    readonly links?: boolean
    /**
     * Asks for the most that may be staked at each price, to which stakes are then cut. The service does not say in which currency it is;
     * this is taken for it. @default not asked for
     */
    readonly betLimitCurrency?: Currency
  }

/** Settings with every default in its place. */
export interface ResolvedSourceSettings {
  readonly sports: readonly string[]
  readonly markets: readonly MarketKey[]
  readonly choice: BookmakerChoice
  readonly intervalMs: number
  readonly closingMs: number | null
  readonly exchangeCommission: ExchangeCommission
  readonly include: IncludedFields
}

const names = shapes.listOf('names', shapes.aText)

const members = {
  ...accessMembers,
  sports: names,
  markets: shapes.optional(names),
  regions: shapes.optional(names),
  bookmakers: shapes.optional(names),
  pollSeconds: shapes.optional(shapes.aNumber),
  closingPollSeconds: shapes.optional(shapes.nullable(shapes.aNumber)),
  exchangeCommission: shapes.optional(aCommission),
  sids: shapes.optional(shapes.aFlag),
  links: shapes.optional(shapes.aFlag),
  betLimitCurrency: shapes.optional(
    shapes.having("a currency, as currency('GBP') gives it", { code: shapes.aText, exponent: shapes.aNumber }),
  ),
} satisfies shapes.Complete<TheOddsSourceSettings>

/** Checks settings. @throws InvalidValueError `INVALID_VALUE` naming the first that is wrong. */
export function resolveSourceSettings(settings: TheOddsSourceSettings): ResolvedSourceSettings {
  shapes.checkOptions('createTheOddsSource', settings, members)
  const { sports, markets = ['h2h'], pollSeconds = 300, closingPollSeconds = 60, regions, bookmakers } = settings
  const { exchangeCommission = USUAL_COMMISSION, sids = false, links = false } = settings
  if (sports.length === 0 || sports.some((sport) => !/^\w+$/.test(sport) || sport === 'upcoming')) {
    throw new InvalidValueError(
      'sports',
      sports.join(','),
      'a list of sport keys, such as soccer_epl (upcoming is none)',
    )
  }
  if (markets.length === 0 || markets.some((market) => !MARKET_KEYS.includes(market))) {
    throw new InvalidValueError('markets', markets.join(','), `some of ${MARKET_KEYS.join(', ')}`)
  }
  const chosen = regions ?? bookmakers ?? []
  if (chosen.length === 0 || (regions !== undefined && bookmakers !== undefined)) {
    throw new InvalidValueError(
      'regions',
      chosen.join(','),
      'a list of regions, or bookmakers a list of bookmakers, not both',
    )
  }
  checkSeconds('pollSeconds', pollSeconds, 1)
  if (closingPollSeconds !== null) checkSeconds('closingPollSeconds', closingPollSeconds, 0)
  return {
    sports: [...new Set(sports)],
    markets: [...new Set(markets)],
    choice: regions === undefined ? { bookmakers: bookmakers ?? [] } : { regions },
    intervalMs: pollSeconds * 1000,
    closingMs: closingPollSeconds === null ? null : closingPollSeconds * 1000,
    exchangeCommission,
    include: { sids, links, betLimits: settings.betLimitCurrency !== undefined },
  }
}
