import { currency } from '../units/currency.ts'
import { moneyFromMajor } from '../units/money.ts'
import { amountOfShare, percentText } from './account-kinds.ts'
import type { Label } from './rules.ts'
import type { VariableValues } from './variables.ts'

/** Warnings of settings that are allowed, yet of which one keeps another from ever doing anything. */
export function contradictions(values: VariableValues, label: Label): readonly string[] {
  const { DAILY_LOSS_LIMIT: day, BANKROLL: bankroll } = values
  const unit = currency(values.CURRENCY)
  const whole = moneyFromMajor(bankroll, unit)
  if (day === null || amountOfShare(day, whole, unit) < whole) return []
  const limit = 'amount' in day ? day.amount : percentText(day.share)
  const [name, of] = [label('DAILY_LOSS_LIMIT'), label('BANKROLL')]
  return [`${name} (${limit}) is no less than ${of} (${bankroll}): it stops nothing before all of that is lost.`]
}
