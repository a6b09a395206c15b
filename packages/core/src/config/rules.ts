import { currency } from '../units/currency.ts'
import { type Money, moneyFromMajor, toMajor } from '../units/money.ts'
import { type AmountOrShare, amountOfShare } from './account-kinds.ts'
import type { SettingsProblem } from './settings-error.ts'
import type { VariableName, VariableValues } from './variables.ts'

/** What a setting is called where it was given: its variable, or its path in code. */
export type Label = (name: string) => string

/** A condition across several settings, asked only when each of them is valid by itself. */
interface Rule {
  readonly reads: readonly VariableName[]
  check(values: VariableValues, label: Label): SettingsProblem | null
}

function rule(
  reads: readonly [VariableName, ...VariableName[]],
  broken: (values: VariableValues) => boolean,
  message: (values: VariableValues, label: Label) => string,
): Rule {
  return {
    reads,
    check: (values, label) =>
      broken(values) ? { setting: label(reads[0]), message: `${message(values, label)}.` } : null,
  }
}

const thresholds: readonly Rule[] = [
  rule(
    ['CONSECUTIVE_LOSS_WARN', 'CONSECUTIVE_LOSS_LIMIT'],
    ({ CONSECUTIVE_LOSS_WARN: warn, CONSECUTIVE_LOSS_LIMIT: limit }) => limit !== null && warn !== 0 && warn >= limit,
    ({ CONSECUTIVE_LOSS_WARN: warn, CONSECUTIVE_LOSS_LIMIT: limit }, label) =>
      `${label('CONSECUTIVE_LOSS_WARN')} must be below ${label('CONSECUTIVE_LOSS_LIMIT')} (${limit}), or 0, was ${warn}`,
  ),
  rule(
    ['MAX_RECENT_LOSSES_CHECK', 'CONSECUTIVE_LOSS_LIMIT'],
    ({ MAX_RECENT_LOSSES_CHECK: window, CONSECUTIVE_LOSS_LIMIT: limit }) => limit !== null && window < limit,
    ({ MAX_RECENT_LOSSES_CHECK: window, CONSECUTIVE_LOSS_LIMIT: limit }, label) =>
      `${label('MAX_RECENT_LOSSES_CHECK')} must be at least ${label('CONSECUTIVE_LOSS_LIMIT')} (${limit}), was ${window}`,
  ),
  rule(
    ['DRAWDOWN_WARN_FRACTION', 'MAX_DRAWDOWN_FRACTION'],
    ({ DRAWDOWN_WARN_FRACTION: warn, MAX_DRAWDOWN_FRACTION: limit }) => limit !== null && warn !== 0 && warn >= limit,
    ({ DRAWDOWN_WARN_FRACTION: warn, MAX_DRAWDOWN_FRACTION: limit }, label) =>
      `${label('DRAWDOWN_WARN_FRACTION')} must be below ${label('MAX_DRAWDOWN_FRACTION')} (${limit}), or 0, was ${warn}`,
  ),
  rule(
    ['MIN_ODDS', 'MAX_ODDS'],
    ({ MIN_ODDS: least, MAX_ODDS: most }) => least >= most,
    ({ MIN_ODDS: least, MAX_ODDS: most }, label) =>
      `${label('MIN_ODDS')} must be below ${label('MAX_ODDS')} (${most}), was ${least}`,
  ),
  rule(
    ['MAX_EDGE', 'MIN_EDGE'],
    ({ MIN_EDGE: least, MAX_EDGE: most }) => least > most,
    ({ MIN_EDGE: least, MAX_EDGE: most }, label) =>
      `${label('MAX_EDGE')} must be at least ${label('MIN_EDGE')} (${least}), was ${most}`,
  ),
]

/** The settings that are amounts of money. */
const amountNames = [
  'BANKROLL',
  'MAX_STAKE_ABSOLUTE',
  'DAILY_LOSS_LIMIT',
  'WEEKLY_LOSS_LIMIT',
  'MONTHLY_LOSS_LIMIT',
  'MAX_SELECTION_EXPOSURE',
  'MAX_MARKET_EXPOSURE',
  'MAX_EVENT_EXPOSURE',
  'MAX_STRATEGY_EXPOSURE',
  'MAX_VENUE_EXPOSURE',
  'MAX_ACCOUNT_EXPOSURE',
  'BACKTEST_INITIAL_BANKROLL',
] as const satisfies readonly VariableName[]

type AmountName = (typeof amountNames)[number]

/** An amount in major units as it was given; `null` where there is none. */
function amountGiven(values: VariableValues, name: AmountName): number | null {
  const value: number | null | AmountOrShare = values[name]
  if (value === null || typeof value === 'number') return value
  return 'amount' in value ? value.amount : null
}

/** An amount in minor units, a share as what it comes to: shares of major units are inexact, and 7 % of 100 would be above 7. */
function moneyIn(values: VariableValues, name: AmountName): Money | null {
  const unit = currency(values.CURRENCY)
  const value: number | null | AmountOrShare = values[name]
  if (value === null) return null
  const given = typeof value === 'number' ? { amount: value } : value
  return amountOfShare(given, moneyFromMajor(values.BANKROLL, unit), unit)
}

/** An amount must be whole in the account's minor unit. */
function wholeInMinorUnits(name: AmountName): Rule {
  return rule(
    [name, 'CURRENCY'],
    (values) => {
      const unit = currency(values.CURRENCY)
      const amount = amountGiven(values, name)
      return amount !== null && toMajor(moneyFromMajor(amount, unit), unit) !== amount
    },
    (values, label) =>
      `${label(name)} must have at most ${currency(values.CURRENCY).exponent} decimals in ${values.CURRENCY}, was ${amountGiven(values, name)}`,
  )
}

function inMajor(values: VariableValues, name: AmountName): number | null {
  const amount = moneyIn(values, name)
  return amount === null ? null : toMajor(amount, currency(values.CURRENCY))
}

/** `wide` counts all that `narrow` counts and more, so a lower one would keep `narrow` from ever holding. */
function atLeast(wide: AmountName, narrow: AmountName): Rule {
  return rule(
    [wide, narrow, 'BANKROLL', 'CURRENCY'],
    (values) => {
      const [most, least] = [moneyIn(values, wide), moneyIn(values, narrow)]
      return most !== null && least !== null && most < least
    },
    (values, label) =>
      `${label(wide)} must be at least ${label(narrow)} (${inMajor(values, narrow)}), was ${inMajor(values, wide)}`,
  )
}

const nested: readonly Rule[] = [
  atLeast('WEEKLY_LOSS_LIMIT', 'DAILY_LOSS_LIMIT'),
  atLeast('MONTHLY_LOSS_LIMIT', 'DAILY_LOSS_LIMIT'),
  atLeast('MONTHLY_LOSS_LIMIT', 'WEEKLY_LOSS_LIMIT'),
  atLeast('MAX_EVENT_EXPOSURE', 'MAX_MARKET_EXPOSURE'),
  atLeast('MAX_ACCOUNT_EXPOSURE', 'MAX_MARKET_EXPOSURE'),
  atLeast('MAX_ACCOUNT_EXPOSURE', 'MAX_EVENT_EXPOSURE'),
  atLeast('MAX_ACCOUNT_EXPOSURE', 'MAX_VENUE_EXPOSURE'),
]

/** Every condition across settings of core. */
export const rules: readonly Rule[] = [...thresholds, ...amountNames.map(wholeInMinorUnits), ...nested]
