import {
  createFaultQueue,
  type EmulatorServer,
  type FaultQueue,
  serveEmulator,
} from '@betting-advisor/adapter-kit/emulator'
import { after, type Logger, type MarketUpdate } from '@betting-advisor/core'
import { createSteppedClock, type SteppedClock } from '@betting-advisor/core/simulation'
import { createTheOddsEmulator, type TheOddsEmulator, type TheOddsEmulatorSettings } from '../src/emulator.ts'
import { createTheOddsSource, type TheOddsSource, type TheOddsSourceSettings } from '../src/index.ts'
import { START, type TinyWorld, tinyWorld } from './tiny-world.ts'

/** A key that must appear nowhere. */
export const CANARY = 'canary-7d1f0c5e9b2a'

/** Everything that is logged, as text. */
export function recordingLogger(lines: string[]): Logger {
  const write = (fields: object, message?: string) => {
    lines.push(`${message ?? ''} ${JSON.stringify(fields, showErrors)}`)
  }
  return { debug: write, info: write, warn: write, error: write }
}

function showErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause }
}

/** The service, its world and its time. */
export interface Service extends AsyncDisposable {
  readonly clock: SteppedClock
  readonly world: TinyWorld
  readonly faults: FaultQueue
  readonly emulator: TheOddsEmulator
  readonly server: EmulatorServer
  /** Paths and queries asked for. */
  readonly asked: URL[]
  /** Moves time on and waits until all is quiet. */
  pass(milliseconds: number): Promise<void>
}

export async function openService(settings: Partial<TheOddsEmulatorSettings> = {}): Promise<Service> {
  const clock = createSteppedClock({ start: START, limit: START })
  const world = tinyWorld()
  const faults = createFaultQueue()
  const asked: URL[] = []
  const emulator = createTheOddsEmulator({ world, clock, apiKeys: [CANARY], ...settings })
  const server = await serveEmulator(
    (request) => {
      asked.push(new URL(request.url))
      return emulator.fetch(request)
    },
    { faults: faults.plan },
  )
  return {
    clock,
    world,
    faults,
    emulator,
    server,
    asked,
    pass: (milliseconds) => clock.until(after(clock.now(), milliseconds)),
    async [Symbol.asyncDispose]() {
      await server.close()
      clock.close()
    },
  }
}

/** A source that is being read. */
export interface Reading {
  readonly source: TheOddsSource
  readonly batches: (readonly MarketUpdate[])[]
  readonly log: string[]
  /** All updates, oldest first. */
  updates(): MarketUpdate[]
  /** Resolves when the iteration ends; rejects with what it throws. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export function read(service: Service, settings: Partial<TheOddsSourceSettings> = {}): Reading {
  const source = createTheOddsSource({
    apiKey: CANARY,
    sports: ['soccer_epl'],
    regions: ['eu'],
    baseUrl: service.server.url,
    httpTimeoutSeconds: 5,
    ...settings,
  } as TheOddsSourceSettings)
  const controller = new AbortController()
  const batches: (readonly MarketUpdate[])[] = []
  const log: string[] = []
  const context = { clock: service.clock, logger: recordingLogger(log), signal: controller.signal }
  const ended = (async () => {
    for await (const batch of source.updates(context)) batches.push(batch)
  })()
  ended.catch(() => {})
  return {
    source,
    batches,
    log,
    ended,
    updates: () => batches.flat(),
    async stop() {
      controller.abort(new Error('The test is over.'))
      await ended
    },
  }
}
