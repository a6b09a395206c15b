import process from 'node:process'

/** How large a test is: as the environment says, otherwise as it is in CI. */
export function sizeOf(name: string, usual: number): number {
  const given = process.env[name]
  if (given === undefined || given === '') return usual
  const size = Number(given)
  if (!Number.isSafeInteger(size) || size < 1) throw new Error(`${name} must be a whole number above 0, not ${given}`)
  return size
}
