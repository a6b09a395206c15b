import type { Random } from '@betting-advisor/core/simulation'

const ODD = [
  null,
  '',
  'NaN',
  'Infinity',
  -1,
  0,
  1e308,
  1.5,
  true,
  [],
  {},
  'x'.repeat(300),
  '1'.repeat(5_000),
  '\u0000\u202e',
  '__proto__',
]

/** A copy of a JSON text's value in which one to three things are not as they should be. */
export function mutated(text: string, random: Random): unknown {
  let value: unknown = JSON.parse(text)
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) value = spoiled(value, random)
  return value
}

function spoiled(value: unknown, random: Random): unknown {
  const odd = () => ODD[Math.floor(random() * ODD.length)]
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.1) return odd()
    const index = Math.floor(random() * value.length)
    if (random() < 0.1) return [...value, ...value]
    return value.map((item, at) => (at === index ? spoiled(item, random) : item))
  }
  if (typeof value !== 'object' || value === null || random() < 0.05) return odd()
  const entries = Object.entries(value)
  if (entries.length === 0) return odd()
  const index = Math.floor(random() * entries.length)
  const doing = random()
  if (doing < 0.2) return Object.fromEntries(entries.filter((_, at) => at !== index))
  return Object.fromEntries(entries.map(([key, item], at) => [key, at === index ? spoiled(item, random) : item]))
}
