// The mathematics alone: fair prices, expected value, Kelly. pnpm example fair-prices
import { power, removeOverround, shin } from '@betting-advisor/core/odds'
import { kellyFraction } from '@betting-advisor/core/staking'
import { expectedValue } from '@betting-advisor/core/value'

const sharp = [2.6, 3.35, 2.9] // home, draw, away at a sharp bookmaker
for (const method of [power, shin]) {
  const { probabilities, overround, method: name } = removeOverround(sharp, method)
  console.log(
    `${name}: overround ${(overround * 100).toFixed(2)} %`,
    probabilities.map((p) => p.toFixed(4)),
  )
}

const [home = 0] = removeOverround(sharp, power).probabilities
const price = 2.8 // what another bookmaker offers on the home side
console.log(`expected value per unit staked ${expectedValue(price, home).toFixed(4)}`)
console.log(`full Kelly ${(kellyFraction(price, home) * 100).toFixed(2)} % of the bankroll`)
