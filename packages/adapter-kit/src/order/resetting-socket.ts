import { Socket } from 'node:net'

/** A connection that is never closed, only reset. */
export interface ResettingSocket extends Socket {
  /** Whether it has been given up. */
  readonly isGivenUp: boolean
  /** Resets it, unless that has been done; resolves when nothing leaves on it any more. */
  reset(): Promise<void>
}

/**
 * A system goes on sending what was written to a connection that is closed, for a quarter of an hour, even where its process is gone. A
 * reset drops it. So whoever destroys this one, for whatever reason, resets it: the HTTP client, what encrypts, or the other side.
 */
class Resetting extends Socket implements ResettingSocket {
  readonly #done = Promise.withResolvers<void>()
  #fault: Error | undefined
  #state: 'in use' | 'given up' | 'reset' = 'in use'

  get isGivenUp(): boolean {
    return this.#state !== 'in use'
  }

  reset(): Promise<void> {
    this.destroy()
    return this.#done.promise
  }

  override destroy(error?: Error): this {
    if (this.#state === 'reset') return super.destroy(this.#fault)
    if (this.#state === 'given up') return this
    this.#state = 'given up'
    this.#fault = error
    // What encrypts may be in the middle of something, and does not survive that its connection goes meanwhile.
    setImmediate(() => this.#drop())
    return this
  }

  #drop(): void {
    this.#state = 'reset'
    // Nothing was written to one that does not stand yet, and waiting until it does would be no use.
    if (this.connecting) super.destroy(this.#fault)
    else this.resetAndDestroy()
    this.#done.resolve()
  }
}

/** A connection that is still to be opened. */
export function createResettingSocket(): ResettingSocket {
  return new Resetting()
}
