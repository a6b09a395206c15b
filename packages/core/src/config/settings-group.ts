import type { Kind } from './kinds.ts'
import type { Settings } from './settings.ts'

/** One variable of a group: its name, what it may hold, its default as it would be written, and what it does. */
export interface GroupVariable<Value> {
  /** Its name in the environment, such as `MONITOR_PORT`. */
  readonly name: string
  readonly kind: Kind<Value>
  /** `null`: the setting is `null` where it is not given. */
  readonly fallback: string | null
  /** One sentence for the documentation. */
  readonly summary: string
}

/** A variable of a group that has a default. */
export interface DefaultedVariable<Value> extends GroupVariable<Value> {
  readonly fallback: string
}

/** The variables of a group, by their keys in the settings. */
export type GroupVariables = Readonly<Record<string, GroupVariable<unknown>>>

type ValueOf<Entry> =
  Entry extends DefaultedVariable<infer Value> ? Value : Entry extends GroupVariable<infer Value> ? Value | null : never

/** The settings of a group, each valid by itself. */
export type GroupValues<Variables extends GroupVariables> = {
  readonly [Key in keyof Variables]: ValueOf<Variables[Key]>
}

/** A condition across settings of a group. */
export interface GroupRule<Variables extends GroupVariables> {
  /** The settings it looks at: it is asked only when each is valid by itself, and the first is the one named as wrong. */
  readonly reads: readonly [keyof Variables & string, ...(keyof Variables & string)[]]
  /** What is wrong, as the words after the setting's name, such as `is required with ENV=production`; `null` when all is well. */
  problem(values: GroupValues<Variables>, bot: Pick<Settings, 'env' | 'mode'>): string | null
}

/** Settings that one package owns: data, from which a program composes all that it reads. */
export interface SettingsGroup<Variables extends GroupVariables = GroupVariables> {
  /** The heading of the group in the documentation. */
  readonly title: string
  readonly variables: Variables
  readonly rules: readonly GroupRule<Variables>[]
}

/** The groups of a program, by their names in its settings. */
export type SettingsGroups = Readonly<Record<string, SettingsGroup>>

/** The settings of several groups. */
export type GroupedSettings<Groups extends SettingsGroups> = {
  readonly [Name in keyof Groups]: GroupValues<Groups[Name]['variables']>
}

/**
 * A variable with a default.
 *
 * @example
 * ```ts
 * variable('FEED_PORT', kinds.integer({ from: 0, to: 65_535 }), '7000', 'The port of the feed.').fallback // '7000'
 * ```
 */
export function variable<Value>(
  name: string,
  kind: Kind<Value>,
  fallback: string,
  summary: string,
): DefaultedVariable<Value> {
  return { name, kind, fallback, summary }
}

/**
 * A variable whose setting is `null` where it is not given.
 *
 * @example
 * ```ts
 * optionalVariable('FEED_KEY', kinds.secret(), 'The key of the feed.').fallback // null
 * ```
 */
export function optionalVariable<Value>(name: string, kind: Kind<Value>, summary: string): GroupVariable<Value> {
  return { name, kind, fallback: null, summary }
}

/**
 * The settings of a package, for programs to compose.
 *
 * @example
 * ```ts
 * const feedVariables = settingsGroup('Feed', {
 *   port: variable('FEED_PORT', kinds.integer({ from: 0, to: 65_535 }), '7000', 'The port of the feed.'),
 *   key: optionalVariable('FEED_KEY', kinds.secret(), 'The key of the feed.'),
 * })
 * const settings = await settingsFromEnv({ feed: feedVariables }, { env: { FEED_PORT: '7001' } })
 * settings.feed.port // 7001
 * ```
 */
export function settingsGroup<const Variables extends GroupVariables>(
  title: string,
  variables: Variables,
  rules: readonly GroupRule<Variables>[] = [],
): SettingsGroup<Variables> {
  return { title, variables, rules }
}
