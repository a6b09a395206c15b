import { assemble } from './assemble.ts'
import type { Composition } from './composition.ts'
import { contradictions } from './contradictions.ts'
import { type Label, rules } from './rules.ts'
import type { Settings } from './settings.ts'
import { SettingsError, type SettingsProblem } from './settings-error.ts'
import type { GroupedSettings, SettingsGroups } from './settings-group.ts'
import type { VariableValues } from './variables.ts'

/** Settings as text, the way an environment holds them. */
export type Texts = ReadonlyMap<string, string>

/** What was found out while the texts were collected. */
export interface Findings {
  readonly problems: readonly SettingsProblem[]
  readonly warnings: readonly string[]
  readonly cause?: unknown
}

/**
 * Turns texts into settings: the one validation behind the environment and code.
 *
 * @throws SettingsError `INVALID_SETTINGS` with every problem there is.
 */
export function validate<Groups extends SettingsGroups>(
  groups: Groups,
  composition: Composition,
  texts: Texts,
  label: Label,
  found: Findings,
): Settings & GroupedSettings<Groups> {
  const problems = [...found.problems]
  const unusable = new Set(found.problems.map(({ setting }) => setting))
  const values = new Map<string, unknown>()

  for (const [name, { kind, fallback }] of composition) {
    const given = texts.get(name) ?? fallback
    if (unusable.has(label(name))) continue
    if (given === null) {
      values.set(name, null)
      continue
    }
    const result = kind.read(given)
    if ('value' in result) {
      values.set(name, result.value)
    } else {
      const was = kind.secret ? '' : `, was ${shortened(given)}`
      problems.push({
        setting: label(name),
        message: `${label(name)} must be ${result.allowed ?? kind.allowed}${was}.`,
      })
    }
  }

  // A rule reads only what is valid by then, so the values it sees have their types.
  const core = Object.fromEntries(values) as unknown as VariableValues
  for (const rule of rules) {
    if (!rule.reads.every((name) => values.has(name))) continue
    const problem = rule.check(core, label)
    if (problem !== null) problems.push(problem)
  }
  problems.push(...problemsOfGroups(groups, values, label, core))

  if (problems.length > 0) throw new SettingsError(problems, found.warnings, found.cause)
  // Without a problem every variable has been read by its own kind.
  const warnings = [...found.warnings, ...contradictions(core, label)]
  return { ...assemble(core, warnings), ...valuesOfGroups(groups, values) }
}

function problemsOfGroups(
  groups: SettingsGroups,
  values: ReadonlyMap<string, unknown>,
  label: Label,
  { ENV, MODE }: VariableValues,
): readonly SettingsProblem[] {
  if (!values.has('ENV') || !values.has('MODE')) return []
  return Object.values(groups).flatMap(({ variables, rules: own }) =>
    own.flatMap((rule) => {
      const names = rule.reads.map((key) => variables[key]?.name ?? key)
      if (!names.every((name) => values.has(name))) return []
      const known = Object.entries(variables).map(([key, { name }]) => [key, values.get(name)])
      const problem = rule.problem(Object.fromEntries(known), { env: ENV, mode: MODE })
      const setting = label(names[0] ?? '')
      return problem === null ? [] : [{ setting, message: `${setting} ${problem}.` }]
    }),
  )
}

function valuesOfGroups<Groups extends SettingsGroups>(
  groups: Groups,
  values: ReadonlyMap<string, unknown>,
): GroupedSettings<Groups> {
  const entries = Object.entries(groups).map(([group, { variables }]) => [
    group,
    Object.fromEntries(Object.entries(variables).map(([key, { name }]) => [key, values.get(name)])),
  ])
  // Each value was read by the kind that its type is taken from.
  return Object.fromEntries(entries) as GroupedSettings<Groups>
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text)
}
