import { isObject, type ReadLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import type { StreamOrder } from './wire.ts'

const AMOUNTS = ['sm', 'sr', 'sl', 'sc', 'sv', 'bsp'] as const
const MOMENTS = ['md', 'cd', 'ld', 'avp'] as const
const TEXTS = ['lsrc', 'rac', 'rc', 'rfo', 'rfs'] as const
/** More than any order of anybody's, and its hundredfold is exact. */
const MOST = 1e12

/**
 * An order as it was told; what is missing of its sizes is none.
 *
 * @throws StreamFault `MESSAGE_UNREADABLE` when it is not what it should be: no order is taken for less than it says.
 */
export function readOrder(value: unknown): StreamOrder {
  if (!isObject(value)) throw unreadable('an order')
  const { id, p, s, side, status, pt, ot, pd } = value
  if (typeof id !== 'string' || id === '' || id.length > 64) throw unreadable('the id of a bet')
  if (side !== 'B' && side !== 'L') throw unreadable('the side of an order')
  if (typeof status !== 'string') throw unreadable('the status of an order')
  const amounts: { [name in (typeof AMOUNTS)[number]]?: number } = {}
  for (const name of AMOUNTS) {
    const amount = value[name]
    if (amount === undefined || amount === null) continue
    if (!isAmount(amount)) throw unreadable(`the amount ${name} of an order`)
    amounts[name] = amount
  }
  return {
    ...{ id, side, status, p: figure(p), s: figure(s), pd: figure(pd) },
    ...{ pt: typeof pt === 'string' ? pt : 'L', ot: typeof ot === 'string' ? ot : 'L' },
    ...amounts,
    ...moments(value),
    ...texts(value),
  }
}

function moments(value: ReadLine): Pick<StreamOrder, (typeof MOMENTS)[number]> {
  const read: { [name in (typeof MOMENTS)[number]]?: number } = {}
  for (const name of MOMENTS) {
    const each = value[name]
    if (isAmount(each) || (typeof each === 'number' && each > 0 && Number.isFinite(each))) read[name] = each
  }
  return read
}

function texts(value: ReadLine): Pick<StreamOrder, (typeof TEXTS)[number]> {
  const read: { [name in (typeof TEXTS)[number]]?: string } = {}
  for (const name of TEXTS) {
    const each = value[name]
    if (typeof each === 'string' && each.length <= 200) read[name] = each
  }
  return read
}

/** Of an order for the starting price, price and size may be left out. */
function figure(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST
}

function unreadable(what: string): StreamFault {
  return new StreamFault('MESSAGE_UNREADABLE', `${what} is not what it should be`)
}
