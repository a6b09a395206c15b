import { type Control, passed, refused } from '../gate.ts'

/** A strategy enters a market no more often than it says, and again only on news from after its last try. */
export const entries: Control = {
  name: 'entries',
  check({ entries: { taken, allowed, next } }) {
    if (taken >= allowed) return refused(this.name, 'ALREADY_BET', `all ${allowed} entries in this market are taken`)
    if (next === null) {
      return refused(this.name, 'ALREADY_BET', 'the last entry lives, or no quote newer than its end has come')
    }
    return passed(this.name, `${taken} of ${allowed} entries taken in this market`)
  },
}
