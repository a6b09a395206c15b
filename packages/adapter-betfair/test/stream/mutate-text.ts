import type { Random } from '@betting-advisor/core/simulation'

const VALUES = [
  ...[null, true, -1, 0, 1e308, -1e308, 2 ** 53, 0.1, '', 'NaN', 'x'.repeat(300)],
  ...[[], {}, [[]], [[1]], [[0, 2]], [{}], { length: 3 }],
]
const WORDS = ['"__proto__"', 'NaN', '1e999', '\u0000', '"', '{', ']', ',', '\\u0000', '💥', '-', '00']

/** Makes other texts of texts: a byte changed, a part of it gone, twice or of another kind. */
export function textMutator(random: Random): (text: string) => string {
  const below = (count: number): number => Math.floor(random() * count)

  /** A value somewhere inside becomes one of another kind. */
  function replaced(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || below(6) === 0) return VALUES[below(VALUES.length)]
    const entries = Object.entries(value)
    const chosen = below(Math.max(1, entries.length))
    const changed = entries.map(([name, each], index): [string, unknown] => [
      name,
      index === chosen ? replaced(each) : each,
    ])
    return Array.isArray(value) ? changed.map(([, each]) => each) : Object.fromEntries(changed)
  }

  return (text) => {
    const place = below(text.length)
    switch (below(5)) {
      case 0:
        return text.slice(0, place) + String.fromCharCode(below(256)) + text.slice(place + 1)
      case 1:
        return text.slice(0, place) + text.slice(place + 1 + below(20))
      case 2:
        return text.slice(0, place) + text.slice(Math.max(0, place - below(30)))
      case 3:
        return text.slice(0, place) + (WORDS[below(WORDS.length)] ?? '') + text.slice(place)
      default:
        return JSON.stringify(replaced(JSON.parse(text)))
    }
  }
}
