/** Uniform pseudo-random numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number
