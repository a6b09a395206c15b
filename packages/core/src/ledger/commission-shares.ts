import { type Money, money, ZERO } from '../units/money.ts'

/**
 * What each of several pays of a market's commission: in proportion to what it won there, nothing where it won nothing. The shares add up
 * to the commission; minor units that cannot be parted go to the largest remainders, of equal ones to the first by name.
 *
 * @param profits - By name, in minor units, before commission. Where nobody won, all pay alike.
 * @param commission - In minor units.
 * @returns By name, of everybody who pays.
 */
export function commissionShares(profits: ReadonlyMap<string, Money>, commission: Money): ReadonlyMap<string, Money> {
  if (commission === 0) return new Map()
  const winners = [...profits].filter(([, profit]) => profit > 0)
  const payers = winners.length > 0 ? winners : [...profits].map(([name]) => [name, 1] as const)
  const total = payers.reduce((sum, [, weight]) => sum + BigInt(weight), 0n)
  const amount = BigInt(Math.abs(commission))
  const parts = payers.map(([name, weight]) => {
    const exact = amount * BigInt(weight)
    return { name, whole: Number(exact / total), remainder: exact % total }
  })
  let left = Math.abs(commission) - parts.reduce((sum, { whole }) => sum + whole, 0)
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? (a.name < b.name ? -1 : 1) : a.remainder > b.remainder ? -1 : 1,
  )
  const shares = new Map<string, Money>()
  for (const { name, whole } of byRemainder) {
    const share = whole + (left > 0 ? 1 : 0)
    left -= 1
    shares.set(name, money(Math.sign(commission) * share))
  }
  return new Map([...shares].filter(([, share]) => share !== ZERO))
}
