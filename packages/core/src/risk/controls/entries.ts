import { type Control, passed, refused } from '../gate.ts'

/** A strategy enters a market no more often than it says. */
export const entries: Control = {
  name: 'entries',
  check({ entries: { taken, allowed } }) {
    return taken < allowed
      ? passed(this.name, `${taken} of ${allowed} entries taken in this market`)
      : refused(this.name, 'ALREADY_BET', `all ${allowed} entries in this market are taken`)
  },
}
