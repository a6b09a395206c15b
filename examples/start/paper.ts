import { createFileRecorder } from '@betting-advisor/adapter-kit'
import { type Advisor, createAdvisor, createPaperVenue, formatMoney, type Store } from '@betting-advisor/core'
import { createConsoleLogger } from '@betting-advisor/core/config'
import { createMonitor } from '@betting-advisor/monitor-http'
import type { Command } from './arguments.ts'
import type { Feeds } from './feeds.ts'
import { openStore } from './open-store.ts'
import { paperStrategies } from './paper-strategies.ts'
import { paperSummary } from './paper-summary.ts'
import { programSettings } from './program-settings.ts'
import { createProgress, type Progress } from './progress.ts'
import { sendAlerts } from './send-alerts.ts'
import { stopSignal } from './stop-signal.ts'

type PaperCommand = Extract<Command, { kind: 'paper' }>

/** Runs the paper bot until it is stopped or its fortnight is over. */
export async function paperTrading(command: PaperCommand): Promise<void> {
  const settings = await programSettings()
  const signal = stopSignal()
  const store = await openStore(settings)
  let feeds: Feeds
  try {
    feeds =
      command.exchange !== null
        ? await (await import('./betfair.ts')).openBetfair(
            settings,
            { ...command.exchange, recordTo: streamFolder(command) },
            signal,
          )
        : settings.theOdds.apiKey === null
          ? await (await import('./demo.ts')).openDemo(settings, store, command.fast)
          : (await import('./the-odds.ts')).openTheOdds(settings, command.feed)
  } catch (error) {
    await store.close()
    throw error
  }
  try {
    await trade(command, feeds, store, signal)
  } finally {
    await feeds.close()
  }
}

async function trade(command: PaperCommand, feeds: Feeds, store: Store, signal: AbortSignal): Promise<void> {
  const { settings, clock, sources, books = [], results, span } = feeds
  const progress = createProgress(process.stdout, span)
  // Machines read the log by itself; people see it above the progress line.
  const logger = createConsoleLogger({
    ...settings.log,
    ...(settings.log.format === 'json' ? {} : { write: progress.note }),
  })
  const advisor = await createAdvisor({
    settings,
    clock,
    sources,
    books,
    results,
    store,
    ...(feeds.rates === undefined ? {} : { rates: feeds.rates }),
    venues: feeds.venues ?? [createPaperVenue({ clock })],
    strategies: feeds.strategies ?? paperStrategies(settings, feeds.sharp),
    logger,
    ...(command.record === null ? {} : { recorder: createFileRecorder(command.record) }),
  })
  try {
    const monitor = createMonitor(advisor, settings.monitor)
    const listening = await monitor.listen(settings.monitor)
    try {
      announce(feeds, store, listening.url, progress, advisor)
      const alerts = sendAlerts({ settings, clock, logger }, store, advisor)
      await follow(advisor, feeds, progress, signal).finally(alerts.finish)
      progress.end()
      if (span !== null) {
        console.log(`\n${span.name}, ${dateOf(span.start)} to ${dateOf(span.end)}${signal.aborted ? ', so far' : ''}\n`)
      }
      const { account, currency, startedAt } = advisor.status()
      console.log(await paperSummary(store, account, currency, span?.start ?? startedAt))
      if (!signal.aborted && process.stdout.isTTY && !command.exit) {
        console.log(
          `\nStill serving ${listening.url}; Ctrl-C ends it, and the next start goes on with the next fortnight.`,
        )
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      }
    } finally {
      monitor.close()
      await listening.close()
    }
  } finally {
    await advisor[Symbol.asyncDispose]()
  }
}

/** Runs the bot to the end of its span, or until the signal. */
async function follow(advisor: Advisor, feeds: Feeds, progress: Progress, signal: AbortSignal): Promise<void> {
  const subscription = advisor.on('change', () => progress.update(advisor.status()))
  const ended = new AbortController()
  const running = advisor.run().finally(() => ended.abort())
  try {
    await feeds.finish(AbortSignal.any([signal, ended.signal])).catch((error: unknown) => {
      if (!signal.aborted && !ended.signal.aborted) throw error
    })
    await advisor.stop(signal.aborted ? 'interrupted' : 'the fortnight is over')
    await running
  } finally {
    subscription[Symbol.dispose]()
  }
}

/** What a stream says is kept beside the recording of what was decided on it. */
function streamFolder({ record }: PaperCommand): string | null {
  return record === null ? null : `${record}.stream`
}

function announce(
  { span, settings, world: told, notes = [] }: Feeds,
  { description }: Store,
  url: string,
  progress: Progress,
  advisor: Advisor,
): void {
  const { account, deposited } = advisor.status()
  const { bankroll, currency } = settings.account
  if (deposited !== bankroll) {
    progress.note(
      `warning: BANKROLL only opens a new account; this one was opened with ${formatMoney(deposited, currency)}`,
    )
  }
  const { tradingState, haltReason } = advisor.status()
  if (tradingState === 'HALTED') {
    progress.note(`warning: halted (${haltReason}); to go on: pnpm control resume --account ${account}`)
  }
  const world =
    told ??
    (span === null ? 'real prices from The Odds API' : `${span.name} of a simulated world (seed ${settings.seed})`)
  progress.note(`Paper trading, ${world}\ndashboard  ${url}\ndatabase   ${description}\naccount    ${account}\n`)
  for (const note of notes) progress.note(`${note}\n`)
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
