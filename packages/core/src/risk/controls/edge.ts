import { type Control, passed, refused } from '../gate.ts'

/** The bet is expected to win enough; a plain order signal is not appraised. */
export const edge: Control = {
  name: 'edge',
  check({ edge: value, limits: { minEdge } }) {
    if (value === null) return passed(this.name, 'the strategy priced the order itself')
    const shown = value.toFixed(4)
    return value >= minEdge
      ? passed(this.name, `edge ${shown} is at least ${minEdge}`)
      : refused(this.name, 'EDGE_BELOW_MIN', `edge ${shown} is below ${minEdge}`)
  },
}
