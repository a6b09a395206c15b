import { assemble } from './assemble.ts'
import { type Label, rules } from './rules.ts'
import type { Settings } from './settings.ts'
import { SettingsError, type SettingsProblem } from './settings-error.ts'
import { type VariableName, type VariableValues, variableNames, variables } from './variables.ts'

/** Settings as text, the way an environment holds them. */
export type Texts = Partial<Record<VariableName, string>>

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
export function validate(texts: Texts, label: Label, found: Findings): Settings {
  const problems = [...found.problems]
  const warnings = [...found.warnings]
  const unusable = new Set(found.problems.map(({ setting }) => setting))
  const values: Partial<Record<VariableName, unknown>> = {}

  for (const name of variableNames) {
    const { kind, fallback } = variables[name]
    const given = texts[name] ?? fallback
    if (unusable.has(label(name))) continue
    if (given === null) {
      values[name] = null
      continue
    }
    const result = kind.schema.safeParse(given)
    if (result.success) {
      values[name] = result.data
    } else {
      const [issue] = result.error.issues
      const allowed = issue?.code === 'custom' && issue.params?.['allowed']
      const was = kind.secret ? '' : `, was ${shortened(given)}`
      problems.push({ setting: label(name), message: `${label(name)} must be ${allowed || kind.allowed}${was}.` })
    }
  }

  for (const rule of rules) {
    // A rule reads only what is valid by now, so the values it sees have their types.
    if (!rule.reads.every((name) => name in values)) continue
    const problem = rule.check(values as VariableValues, label)
    if (problem !== null) problems.push(problem)
  }

  if (problems.length > 0) throw new SettingsError(problems, warnings, found.cause)
  // Without a problem every variable has been read by its own schema.
  return assemble(values as VariableValues, warnings)
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text)
}
