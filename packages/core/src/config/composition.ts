import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Kind } from './kinds.ts'
import type { GroupVariable, SettingsGroup, SettingsGroups } from './settings-group.ts'
import { variableNames, variables } from './variables.ts'

/** One variable of a program: what is needed to read it, and where its setting stands, such as `monitor.port`. */
export interface ComposedVariable {
  readonly path: string
  readonly kind: Kind<unknown>
  readonly fallback: string | null
}

/** All variables of a program by their names, in the order in which they are documented. */
export type Composition = ReadonlyMap<string, ComposedVariable>

/**
 * Puts the variables of core and of groups together.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a group is none, has the name of a part of core's settings, or brings a variable that is there already.
 */
export function compose(groups: SettingsGroups): Composition {
  const composed = new Map<string, ComposedVariable>(variableNames.map((name) => [name, variables[name]]))
  const parts = new Set([
    'permits',
    'dailyLossShare',
    'warnings',
    ...[...composed.values()].map(({ path }) => path.split('.', 1)[0]),
  ])
  for (const [group, { variables: own }] of Object.entries(groups).map(checkedGroup)) {
    if (parts.has(group)) throw new InvalidValueError('groups', group, 'named differently from the parts of Settings')
    for (const [key, { name, kind, fallback }] of Object.entries(own)) {
      if (composed.has(name))
        throw new InvalidValueError(`groups.${group}`, name, 'variables that are not there already')
      composed.set(name, { path: `${group}.${key}`, kind, fallback })
    }
  }
  return composed
}

/** The variables whose values are never shown and may come from a file or a vault. */
export function secretsOf(composition: Composition): readonly string[] {
  return [...composition].flatMap(([name, { kind }]) => (kind.secret ? [name] : []))
}

/** A group as its type says; plain JavaScript may give the environment in its place. */
function checkedGroup([name, group]: readonly [string, unknown]): readonly [string, SettingsGroup] {
  if (isGroup(group)) return [name, group]
  const allowed = 'a group of settings; variables go into the second argument, as { env }'
  throw new InvalidValueError(`groups.${name}`, typeof group, allowed)
}

function isGroup(group: unknown): group is SettingsGroup {
  if (typeof group !== 'object' || group === null || !('variables' in group) || !('rules' in group)) return false
  const { variables: own, rules } = group
  return Array.isArray(rules) && typeof own === 'object' && own !== null && Object.values(own).every(isVariable)
}

function isVariable(value: unknown): value is GroupVariable<unknown> {
  return typeof value === 'object' && value !== null && 'name' in value && 'kind' in value && 'fallback' in value
}
