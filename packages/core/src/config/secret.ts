const MASK = '[secret]'

/**
 * A key, token or password that does not show itself: printed, logged, inspected or serialised it is `[secret]`.
 *
 * @example
 * ```ts
 * const key = new Secret('s3cr3t')
 * String(key) // '[secret]'
 * key.reveal() // 's3cr3t'
 * ```
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself: call it only where it goes onto the wire. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  /** What Node's `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK
  }
}
