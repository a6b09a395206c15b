// A plugin of TypeDoc: what an entry point shows is grouped by the room of the house it comes from, instead of by kinds such as "Functions".
import { basename, dirname } from 'node:path'
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc'

/** Titles of rooms whose name alone would not say enough. */
const titles = {
  account: 'Account',
  advisor: 'Advisor',
  archive: 'Exports of an account',
  breaker: 'Circuit breakers',
  chance: 'Seeded randomness',
  clock: 'Clocks',
  config: 'Settings',
  controls: 'Risk controls',
  engine: 'Strategies and decisions',
  errors: 'Errors',
  exchange: 'Simulated exchange',
  football: 'Seeded football',
  formats: 'Formats of odds',
  ladder: 'Price ladders',
  ledger: 'Ledger',
  limits: 'Limits and exposure',
  live: 'Going live',
  market: 'Markets and quotes',
  memory: 'Store in memory',
  models: 'Models',
  order: 'Orders',
  overround: 'Overround methods',
  ports: 'Ports',
  report: 'Reports',
  risk: 'Risk',
  simulation: 'Paper trading and backtests',
  staking: 'Staking',
  'store-rules': 'Rules that stores share',
  strategies: 'Strategies that ship',
  units: 'Units',
  value: 'Value',
}

/** @param {string} room */
const titleOf = (room) =>
  titles[room] ?? (room === 'src' ? 'Other' : room[0].toUpperCase() + room.slice(1).replaceAll('-', ' '))

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.SomeExport)) {
      if (!reflection.parent?.kindOf(ReflectionKind.SomeModule)) continue
      const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName
      if (file === undefined) continue
      const tag = new CommentTag('@group', [{ kind: 'text', text: titleOf(basename(dirname(file))) }])
      for (const each of [reflection, ...(reflection.signatures ?? [])]) {
        each.comment ??= new Comment()
        each.comment.blockTags.push(tag)
      }
    }
  })
}
