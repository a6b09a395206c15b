import { isObject, type ReadLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import type { MarketDefinition, RunnerDefinition } from './wire.ts'

/**
 * A definition of a market as it was told. What is nowhere needed is let through as it is, and left out where it is not what it should be.
 *
 * @throws StreamFault `MESSAGE_UNREADABLE` when a field that says whether and on what may be bet is not what it should be.
 */
export function readDefinition(value: unknown): MarketDefinition {
  if (!isObject(value)) throw unreadable('a definition')
  const { runners } = value
  if (!Array.isArray(runners) || runners.length > MOST_RUNNERS) throw unreadable('runners')
  const texts = only(value, TEXTS, (each) => typeof each === 'string')
  const flags = only(value, FLAGS, (each) => typeof each === 'boolean')
  const numbers = only(value, NUMBERS, isFigure)
  const { betDelayModels, regulators, priceLadderDefinition } = value
  return {
    ...texts,
    ...flags,
    ...numbers,
    ...only(value, LINES, (each) => typeof each === 'number'),
    ...(isTexts(betDelayModels) && { betDelayModels }),
    ...(isTexts(regulators) && { regulators }),
    ...(isObject(priceLadderDefinition) &&
      typeof priceLadderDefinition['type'] === 'string' && {
        priceLadderDefinition: { type: priceLadderDefinition['type'] },
      }),
    runners: runners.map(readRunner),
  }
}

/** More than any market has. */
const MOST_RUNNERS = 10_000

const TEXTS = [
  ...(['status', 'suspendReason', 'bettingType', 'marketType', 'eventId', 'eventTypeId', 'eventName'] as const),
  ...(['competitionId', 'competitionName', 'countryCode', 'venue', 'raceType', 'timezone', 'marketTime'] as const),
  ...(['openDate', 'suspendTime', 'settledTime', 'name', 'marketName'] as const),
]
const FLAGS = [
  ...(['inPlay', 'bspMarket', 'bspReconciled', 'complete', 'crossMatching', 'discountAllowed'] as const),
  ...(['persistenceEnabled', 'runnersVoidable', 'turnInPlayEnabled'] as const),
]
const NUMBERS = [
  ...(['version', 'betDelay', 'marketBaseRate', 'numberOfActiveRunners', 'numberOfWinners'] as const),
  ...(['eachWayDivisor', 'lineInterval'] as const),
]
/** Lines may begin below zero. */
const LINES = ['lineMinUnit', 'lineMaxUnit'] as const
/** What must never be taken for absent where it is there and wrong. */
const DECISIVE = new Set<string>([
  'status',
  'inPlay',
  'version',
  'betDelay',
  'numberOfWinners',
  'eachWayDivisor',
  'bettingType',
])

function only<Name extends string, Value>(
  value: ReadLine,
  names: readonly Name[],
  fits: (each: unknown) => each is Value,
): { [name in Name]?: Value } {
  const fitting: { [name in Name]?: Value } = {}
  for (const name of names) {
    const each = value[name]
    if (each === undefined || each === null) continue
    if (fits(each)) fitting[name] = each
    else if (DECISIVE.has(name)) throw unreadable(name)
  }
  return fitting
}

function readRunner(value: unknown): RunnerDefinition {
  if (!isObject(value)) throw unreadable('a runner')
  const { id, hc, status, sortPriority, adjustmentFactor, bsp, removalDate, name } = value
  if (typeof id !== 'number' && typeof id !== 'string') throw unreadable('the id of a runner')
  if (status !== undefined && typeof status !== 'string') throw unreadable('the status of a runner')
  if (hc !== undefined && hc !== null && typeof hc !== 'number') throw unreadable('a handicap')
  return {
    id,
    ...(typeof hc === 'number' && { hc }),
    ...(status !== undefined && { status }),
    ...(isFigure(sortPriority) && { sortPriority }),
    ...(isFigure(adjustmentFactor) && { adjustmentFactor }),
    ...((typeof bsp === 'number' || typeof bsp === 'string' || bsp === null) && { bsp }),
    ...(typeof removalDate === 'string' && { removalDate }),
    ...(typeof name === 'string' && { name }),
  }
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function unreadable(what: string): StreamFault {
  return new StreamFault('MESSAGE_UNREADABLE', `${what} of a market is not what it should be`)
}
