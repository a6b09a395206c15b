/**
 * What a strategy is told from outside: plain data that JSON can say, so that a recording of it is the same again.
 *
 * What it holds is whatever the teller made of it; a strategy looks at it before it believes it.
 */
export type Message = null | boolean | number | string | readonly Message[] | { readonly [name: string]: Message }
