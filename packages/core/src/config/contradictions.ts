import type { Label } from './rules.ts'
import type { VariableValues } from './variables.ts'

/** Warnings of settings that are allowed, yet of which one keeps another from ever doing anything. */
export function contradictions(values: VariableValues, label: Label): readonly string[] {
  const { DAILY_LOSS_LIMIT: day, BANKROLL: bankroll } = values
  if (day === null || !('amount' in day) || day.amount < bankroll) return []
  const [name, of] = [label('DAILY_LOSS_LIMIT'), label('BANKROLL')]
  return [`${name} (${day.amount}) is no less than ${of} (${bankroll}): it stops nothing before all of that is lost.`]
}
