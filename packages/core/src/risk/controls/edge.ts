import { type Control, passed, refused } from '../gate.ts'

/** The bet is expected to win enough, and not so much that its price must be a mistake; a plain order signal is not appraised. */
export const edge: Control = {
  name: 'edge',
  check({ edge: value, venue: { eachWay }, limits: { minEdge, maxEdge } }) {
    if (value === null) return passed(this.name, 'the strategy priced the order itself')
    if (eachWay !== null) {
      return refused(this.name, 'EACH_WAY_NOT_PRICED', `what is paid for the first ${eachWay.places} is not appraised`)
    }
    const shown = value.toFixed(4)
    if (!(value >= minEdge)) return refused(this.name, 'EDGE_BELOW_MIN', `edge ${shown} is below ${minEdge}`)
    if (value > maxEdge) return refused(this.name, 'EDGE_ABOVE_MAX', `edge ${shown} is above ${maxEdge}`)
    return passed(this.name, `edge ${shown} lies in [${minEdge}, ${maxEdge}]`)
  },
}
