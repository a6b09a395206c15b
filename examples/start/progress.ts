import { type AdvisorStatus, DAY, formatMoney, type Timestamp } from '@betting-advisor/core'

/** What is shown while a bot runs: one line that changes on a terminal, a line a day elsewhere. */
export interface Progress {
  update(status: AdvisorStatus): void
  /** Writes a line without disturbing the one that changes. */
  note(line: string): void
  end(): void
}

/** How often a terminal's line changes at the most, in milliseconds. */
const REFRESH = 100

/** Shows progress; with a span, how much of it is over. */
export function createProgress(
  stream: NodeJS.WriteStream,
  span: { readonly start: Timestamp; readonly end: Timestamp } | null,
): Progress {
  let shown = ''
  let refreshedAt = 0
  let day = -1
  let trouble = ''
  const clear = () => {
    if (stream.isTTY && shown !== '') stream.write('\r\u001b[K')
  }
  return {
    update(status) {
      if (stream.isTTY) {
        const now = performance.now()
        if (now - refreshedAt < REFRESH) return
        refreshedAt = now
        clear()
        shown = lineOf(status, span).slice(0, Math.max(20, (stream.columns ?? 80) - 1))
        stream.write(shown)
        return
      }
      const today = Math.floor(status.now / DAY)
      const news = [stateOf(status), ...troublesOf(status)].join()
      if (today === day && news === trouble) return
      day = today
      trouble = news
      stream.write(`${lineOf(status, span)}\n`)
    },
    note(line) {
      clear()
      stream.write(`${line}\n${stream.isTTY ? shown : ''}`)
    },
    end() {
      if (stream.isTTY && shown !== '') stream.write('\n')
      shown = ''
    },
  }
}

function lineOf(status: AdvisorStatus, span: { readonly start: Timestamp; readonly end: Timestamp } | null): string {
  const { now, equity, deposited, currency, openBets, tradingBreakers } = status
  const change = deposited === 0 ? '' : ` (${percent(equity / deposited - 1)})`
  const locked = tradingBreakers.filter(({ lock }) => lock !== null).map(({ kind }) => kind)
  return [
    span === null ? null : `day ${Math.min(14, Math.floor((now - span.start) / DAY) + 1)} of 14`,
    new Date(now).toISOString().slice(0, 16).replace('T', ' '),
    `bankroll ${formatMoney(equity, currency)}${change}`,
    `${openBets} open`,
    stateOf(status),
    locked.length === 0 ? null : `locked: ${locked.join(', ')}`,
    ...troublesOf(status),
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** What is to be said of the trading state; a run that has ended in order is no halt. */
function stateOf({ ended, tradingState, haltReason }: AdvisorStatus): string | null {
  if (ended !== null) return `${ended.failed ? 'FAILED' : 'ended'}: ${ended.reason}`
  return tradingState === 'ACTIVE' ? null : [tradingState, haltReason].filter((part) => part !== null).join(': ')
}

function troublesOf({ feeds }: AdvisorStatus): readonly string[] {
  return feeds
    .filter(({ state }) => state === 'failing' || state === 'exhausted')
    .map(({ name, state, fault }) => `${name} ${state}${fault === null ? '' : ` (${fault.code})`}`)
}

function percent(fraction: number): string {
  return `${fraction >= 0 ? '+' : ''}${(fraction * 100).toFixed(1)} %`
}
