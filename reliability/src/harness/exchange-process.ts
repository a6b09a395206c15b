import { fork } from 'node:child_process'
import type { BetfairAddress } from '../betfair/protocol.ts'
import type { ExchangeCommand, ExchangeConfig, ExchangeMessage, ExchangeReport } from '../exchange/protocol.ts'

/** An exchange in a process of its own. */
export interface ExchangeProcess extends Disposable {
  readonly port: number
  /** Where it is, if it is the emulated Betfair. */
  readonly betfair: BetfairAddress | null
  /** No market opens any more; resolves when all are settled. */
  closeMarkets(): Promise<void>
  /** The way to it goes down no more. */
  heal(): Promise<void>
  report(): Promise<ExchangeReport>
}

/** Starts an exchange. */
export async function startExchange(program: string, config: ExchangeConfig): Promise<ExchangeProcess> {
  const child = fork(program, [JSON.stringify(config)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  })
  const waiting = new Map<ExchangeMessage['kind'], (message: ExchangeMessage) => void>()
  let failed: (error: Error) => void = () => {}
  const failure = new Promise<never>((_, reject) => {
    failed = reject
  })
  failure.catch(() => undefined)
  child.on('message', (message: ExchangeMessage) => waiting.get(message.kind)?.(message))
  child.on('exit', (code, signal) => failed(new Error(`the exchange ended with ${code ?? signal}`)))

  async function told<Kind extends ExchangeMessage['kind']>(kind: Kind, command?: ExchangeCommand) {
    const answer = new Promise<ExchangeMessage>((resolve) => waiting.set(kind, resolve))
    if (command !== undefined) child.send(command)
    return (await Promise.race([answer, failure])) as Extract<ExchangeMessage, { kind: Kind }>
  }

  const { port, betfair } = await told('listening')
  return {
    port,
    betfair,
    async closeMarkets() {
      await told('markets-over', { kind: 'close-markets' })
    },
    async heal() {
      await told('healed', { kind: 'heal' })
    },
    report: async () => (await told('report', { kind: 'report' })).report,
    [Symbol.dispose]() {
      child.kill('SIGKILL')
    },
  }
}
