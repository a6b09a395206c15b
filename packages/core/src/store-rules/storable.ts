/**
 * A value whose texts every database can keep: NUL and halves of surrogate pairs, which some refuse and others change, become U+FFFD.
 *
 * What is sound already, as nearly everything is, comes back as it is.
 *
 * @example
 * ```ts
 * storable({ reason: 'closed\u0000' }).reason // 'closed\ufffd'
 * ```
 */
export function storable<Value>(value: Value): Value
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    let items: readonly unknown[] = value
    for (const [index, item] of value.entries()) {
      const kept = storable(item)
      if (kept !== item) items = items.with(index, kept)
    }
    return items
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  // Of a plain object, from whichever realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value
  let record = value
  // Not Object.entries: everything that is kept passes here, and lists of entries would be most of what that costs.
  for (const name of Object.keys(value) as (keyof typeof value)[]) {
    const part: unknown = value[name]
    const kept = storable(part)
    if (kept !== part) record = { ...record, [name]: kept }
  }
  return record
}

function storableText(text: string): string {
  const sound = text.isWellFormed() ? text : text.toWellFormed()
  return sound.includes('\0') ? sound.replaceAll('\0', '\ufffd') : sound
}
