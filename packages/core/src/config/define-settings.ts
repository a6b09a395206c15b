import { currency } from '../units/currency.ts'
import { Secret } from './secret.ts'
import type { Settings, SettingsInput } from './settings.ts'
import type { SettingsProblem } from './settings-error.ts'
import { similarName } from './similar-names.ts'
import { type Texts, validate } from './validate.ts'
import { type VariableName, variableNames, variables } from './variables.ts'

/** What follows from other settings; passed over, so that settings can be spread into new ones. */
const derived: readonly string[] = ['log.format', 'risk.drawdownLockMs', 'permits', 'warnings']

const byPath = new Map<string, VariableName>(variableNames.map((name) => [variables[name].path, name]))

/**
 * Checks settings that are given in code and fills in the defaults; nothing is read from the environment.
 *
 * @param input - Any of {@link Settings}, in the same units.
 * @throws SettingsError `INVALID_SETTINGS` with every problem at once.
 * @example
 * ```ts
 * const settings = defineSettings({ risk: { minEdge: 0.02 }, account: { bankroll: money(50_000) } })
 * settings.staking.kellyFraction // 0.2
 * ```
 */
export function defineSettings(input: SettingsInput = {}): Settings {
  const given = new Map<VariableName, unknown>()
  const problems: SettingsProblem[] = []
  collect(input, '', given, problems)
  const accountCurrency = currencyOf(given.get('CURRENCY'))
  const texts: Texts = {}
  for (const [name, setting] of given) {
    try {
      texts[name] = variables[name].kind.write(setting, accountCurrency)
    } catch {
      problems.push({ setting: labelOf(name), message: `${labelOf(name)} must be ${variables[name].kind.allowed}.` })
    }
  }
  return validate(texts, labelOf, { problems, warnings: [] })
}

function labelOf(name: VariableName): string {
  return `${variables[name].path} (${name})`
}

/** Walks down to the settings, by the paths of the table. */
function collect(part: object, prefix: string, given: Map<VariableName, unknown>, problems: SettingsProblem[]): void {
  for (const [key, setting] of Object.entries(part)) {
    const path = prefix + key
    const name = byPath.get(path)
    if (setting === undefined || setting === null || derived.includes(path)) continue
    if (name !== undefined) {
      given.set(name, setting)
    } else if (typeof setting === 'object' && !(setting instanceof Secret) && isGroup(path)) {
      collect(setting, `${path}.`, given, problems)
    } else {
      const meant = similarName(path, [...byPath.keys()])
      const hint = meant === null ? '' : ` Did you mean ${meant}?`
      problems.push({ setting: path, message: `${path} is not a setting.${hint}` })
    }
  }
}

function isGroup(path: string): boolean {
  return [...byPath.keys()].some((known) => known.startsWith(`${path}.`))
}

/** The currency that amounts were given in; where it is not one, its own problem is reported instead. */
function currencyOf(given: unknown) {
  const code = variables.CURRENCY.kind.write(given ?? variables.CURRENCY.fallback, currency('GBP'))
  return currency(variables.CURRENCY.kind.schema.safeParse(code).success ? code : variables.CURRENCY.fallback)
}
