import { type Control, passed, refused, unlessReducing } from '../gate.ts'

/** A strategy enters a market no more often than it says, and again only on news from after its last try; to take risk away at any time. */
export const entries: Control = {
  name: 'entries',
  check(request) {
    const { taken, allowed, next } = request.entries
    const stop = (detail: string) => unlessReducing(request, refused(this.name, 'ALREADY_BET', detail))
    if (taken >= allowed) return stop(`all ${allowed} entries in this market are taken`)
    if (next === null) return stop('the last entry lives, or no quote newer than its end has come')
    return passed(this.name, `${taken} of ${allowed} entries taken in this market`)
  },
}
