import { believableOverround } from '../believable-overround.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The prices behind the fair probability are such as a bookmaker shows; one of them mistyped, and every edge is invented. */
export const reference: Control = {
  name: 'reference',
  check({ fairOverround, view, limits }) {
    if (fairOverround === null) return passed(this.name, 'the fair probability comes from no prices')
    const { least, most, believed } = believableOverround(fairOverround, view.market, limits.referenceOverround)
    const shown = `the reference has an overround of ${percent(fairOverround)}`
    const range = `[${percent(least)}, ${percent(most)}]`
    return believed
      ? passed(this.name, `${shown}, within ${range}`)
      : refused(this.name, 'REFERENCE_IMPLAUSIBLE', `${shown}, outside ${range}`)
  },
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`
}
