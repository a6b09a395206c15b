import { assertEqual } from './contract.ts'

/** Every text that can be found in a value, errors and their causes included. */
export function textsOf(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  return Reflect.ownKeys(value).flatMap((key) => [String(key), ...textsOf(Reflect.get(value, key), seen)])
}

/** Fails, without showing it, when a secret stands in one of the texts. */
export function assertNoSecret(texts: readonly string[], secrets: readonly string[]): void {
  for (const secret of secrets) {
    const shown = texts.find((text) => text.includes(secret))
    assertEqual(shown?.replaceAll(secret, '…'), undefined, 'text that shows a secret')
  }
}
