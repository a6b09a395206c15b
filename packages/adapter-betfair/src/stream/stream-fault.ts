import { ApiError } from '@betting-advisor/adapter-kit'
import type { StatusMessage, StreamErrorWord } from './wire.ts'

/** What helps against a fault of the stream. */
export type StreamCure =
  /** Connecting again, from where it was left. */
  | 'reconnect'
  /** Connecting again and asking for everything: what was known is not enough to go on. */
  | 'ask-anew'
  /** Another session token, then connecting again. */
  | 'log-in'
  /** Connecting again much later: there were too many connections, or too often one. */
  | 'wait'
  /** Asking for fewer markets, on the same connection; where none can be left out, waiting until some are over. */
  | 'narrow'
  /** Nothing that a program can do. */
  | 'stop'

/** What this side finds wrong itself. */
export type OwnFault =
  | 'CONNECTION_LOST'
  | 'CONNECT_FAILED'
  | 'SILENT'
  | 'NO_IMAGE'
  | 'LINE_TOO_LONG'
  | 'LINE_UNREADABLE'
  | 'MESSAGE_UNREADABLE'
  | 'SLOW_CONSUMER'

const cures: Readonly<Record<OwnFault | StreamErrorWord, StreamCure>> = {
  CONNECTION_LOST: 'reconnect',
  CONNECT_FAILED: 'reconnect',
  SILENT: 'reconnect',
  NO_IMAGE: 'ask-anew',
  LINE_TOO_LONG: 'ask-anew',
  LINE_UNREADABLE: 'ask-anew',
  MESSAGE_UNREADABLE: 'ask-anew',
  SLOW_CONSUMER: 'reconnect',
  INVALID_INPUT: 'ask-anew',
  INVALID_REQUEST: 'ask-anew',
  TIMEOUT: 'reconnect',
  NO_APP_KEY: 'stop',
  INVALID_APP_KEY: 'stop',
  NOT_AUTHORIZED: 'stop',
  NO_SESSION: 'log-in',
  INVALID_SESSION_INFORMATION: 'log-in',
  MAX_CONNECTION_LIMIT_EXCEEDED: 'wait',
  TOO_MANY_REQUESTS: 'wait',
  SUBSCRIPTION_LIMIT_EXCEEDED: 'narrow',
  INVALID_CLOCK: 'ask-anew',
  UNEXPECTED_ERROR: 'reconnect',
  CONNECTION_FAILED: 'reconnect',
}

const remedies: Readonly<Partial<Record<OwnFault | StreamErrorWord, string>>> = {
  NO_APP_KEY: 'Set the application key.',
  INVALID_APP_KEY: 'Check the application key; keys are shown in the account under developer settings.',
  NOT_AUTHORIZED: 'Ask the exchange to give the application key access to the stream.',
  NO_SESSION: 'Log in: the stream needs the session token of a customer.',
  INVALID_SESSION_INFORMATION: 'Log in anew: the session has ended, or belongs to another application key.',
  MAX_CONNECTION_LIMIT_EXCEEDED: 'Close other connections of this application key, or subscribe to more on one.',
  TOO_MANY_REQUESTS: 'Connect less often.',
  SUBSCRIPTION_LIMIT_EXCEEDED: 'Ask for fewer markets, by a narrower filter, or have the limit of the key raised.',
  SLOW_CONSUMER: 'Do less in a strategy, ask for fewer markets or levels, or set conflateMs.',
  LINE_TOO_LONG: 'Ask for fewer markets, or raise maxLineBytes.',
  CONNECT_FAILED: 'Check the network, and that the host is the one of the jurisdiction.',
}

/** A fault of the Exchange Stream: its `code` is the venue's own word where it has one. */
export class StreamFault extends ApiError {
  readonly cure: StreamCure
  /** Whether the venue keeps the connection open. */
  readonly isOpen: boolean

  constructor(
    word: OwnFault | StreamErrorWord | (string & {}),
    detail: string,
    { cause, isOpen = false }: { readonly cause?: unknown; readonly isOpen?: boolean } = {},
  ) {
    const cure = isKnown(word) ? cures[word] : 'reconnect'
    const remedy = isKnown(word) ? remedies[word] : undefined
    super({
      service: 'betfair-stream',
      code: word,
      message: `The stream of Betfair: ${detail}.`,
      isRetryable: cure !== 'stop',
      isServiceFault: !['stop', 'narrow', 'log-in'].includes(cure),
      ...(remedy === undefined ? {} : { remedy }),
      ...(cause === undefined ? {} : { cause }),
    })
    this.cure = cure
    this.isOpen = isOpen
  }
}

function isKnown(word: string): word is OwnFault | StreamErrorWord {
  return Object.hasOwn(cures, word)
}

const WORD = /^[A-Z][A-Z0-9_]{0,63}$/
const LONGEST_DETAIL = 300

/** What a status says that is no success. */
export function faultOf({ errorCode, errorMessage, connectionClosed }: StatusMessage): StreamFault {
  const word = typeof errorCode === 'string' && WORD.test(errorCode) ? errorCode : 'UNEXPECTED_ERROR'
  const said = typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : 'no reason given'
  // What the venue quotes may be the request itself, with its session token.
  const detail = `it answers ${word}: ${said.replaceAll(/\{.*\}/gs, '{…}').slice(0, LONGEST_DETAIL)}`
  return new StreamFault(word, detail, { isOpen: connectionClosed === false })
}
