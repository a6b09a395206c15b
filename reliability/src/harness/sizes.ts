/** A size of a suite: of the environment where it is given there, such as `KILLS=5000`. */
export function size(name: string, fallback: number): number {
  const given = process.env[name]
  if (given === undefined || given === '') return fallback
  const number = Number(given)
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, was ${given}`)
  return number
}

/** By how much the constants of the exchange are shortened. */
export const SCALE: number = size('FAULT_SCALE', 20)

/** From which everything drawn at random follows. */
export const SEED: string = process.env['FAULT_SEED'] ?? '2026'
