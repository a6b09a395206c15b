import { currency } from '../units/currency.ts'
import { similarName } from '../units/similar-names.ts'
import { percentText } from './account-kinds.ts'
import { type Composition, compose } from './composition.ts'
import { Secret } from './secret.ts'
import type { Settings, SettingsInput } from './settings.ts'
import type { SettingsProblem } from './settings-error.ts'
import type { GroupedSettings, SettingsGroups } from './settings-group.ts'
import { validate } from './validate.ts'
import { variables } from './variables.ts'

/** What follows from other settings; passed over, so that settings can be spread into new ones. */
const derived: readonly string[] = [
  'log.format',
  'risk.drawdownLockMs',
  'backtest.limits',
  'permits',
  'dailyLossShare',
  'warnings',
]

/** Settings of groups as they are given in code. */
export type GroupedInput<Groups extends SettingsGroups> = {
  readonly [Name in keyof Groups]?: Partial<GroupedSettings<Groups>[Name]> | undefined
}

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
export function defineSettings(input?: SettingsInput): Settings
/**
 * Checks settings that are given in code, with those of other packages, and fills in the defaults.
 *
 * @param input - Any of {@link Settings} and of the groups, in the same units.
 * @param groups - The settings of other packages that this program has, by the names they get.
 * @throws SettingsError `INVALID_SETTINGS` with every problem at once.
 */
export function defineSettings<const Groups extends SettingsGroups>(
  input: SettingsInput & GroupedInput<NoInfer<Groups>>,
  groups: Groups,
): Settings & GroupedSettings<Groups>
export function defineSettings(input: SettingsInput = {}, groups: SettingsGroups = {}): Settings {
  const composition = compose(groups)
  const given = new Map<string, unknown>()
  const problems: SettingsProblem[] = []
  const labelOf = (name: string) => `${composition.get(name)?.path} (${name})`
  collect(input, '', pathsOf(composition), given, problems)
  const accountCurrency = currencyOf(given.get('CURRENCY'))
  const texts = new Map<string, string>()
  for (const [name, { kind }] of composition) {
    const setting = given.get(name)
    // What cannot be off is left to its default by `null`, as settings have it where nothing was given.
    if (setting === undefined || (setting === null && kind.off !== null)) continue
    try {
      texts.set(name, kind.write(setting, accountCurrency))
    } catch {
      problems.push({ setting: labelOf(name), message: `${labelOf(name)} must be ${kind.allowed}.` })
    }
  }
  const { dailyLossShare } = input
  if (dailyLossShare && given.get('DAILY_LOSS_LIMIT') === dailyLossShare.amount) {
    texts.set('DAILY_LOSS_LIMIT', percentText(Number(dailyLossShare.share)))
  }
  return validate(groups, composition, texts, labelOf, { problems, warnings: [] })
}

/** The variables by where their settings stand. */
function pathsOf(composition: Composition): ReadonlyMap<string, string> {
  return new Map([...composition].map(([name, { path }]) => [path, name]))
}

/** Walks down to the settings, by the paths of the table. */
function collect(
  part: object,
  prefix: string,
  byPath: ReadonlyMap<string, string>,
  given: Map<string, unknown>,
  problems: SettingsProblem[],
): void {
  for (const [key, setting] of Object.entries(part)) {
    const path = prefix + key
    const name = byPath.get(path)
    if (setting === undefined || derived.includes(path)) continue
    if (name !== undefined) {
      given.set(name, setting)
    } else if (
      typeof setting === 'object' &&
      setting !== null &&
      !(setting instanceof Secret) &&
      isPart(path, byPath)
    ) {
      collect(setting, `${path}.`, byPath, given, problems)
    } else if (setting !== null) {
      const meant = similarName(path, [...byPath.keys()])
      const hint = meant === null ? '' : ` Did you mean ${meant}?`
      problems.push({ setting: path, message: `${path} is not a setting.${hint}` })
    }
  }
}

function isPart(path: string, byPath: ReadonlyMap<string, string>): boolean {
  return [...byPath.keys()].some((known) => known.startsWith(`${path}.`))
}

/** The currency that amounts were given in; where it is not one, its own problem is reported instead. */
function currencyOf(given: unknown) {
  const { kind, fallback } = variables.CURRENCY
  const standard = currency(fallback)
  const result = kind.read(given === undefined || given === null ? fallback : kind.write(given, standard))
  return 'value' in result ? currency(result.value) : standard
}
