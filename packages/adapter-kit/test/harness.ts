import { after, type Clock, timestamp } from '@betting-advisor/core'
import { createSteppedClock, type SteppedClock } from '@betting-advisor/core/simulation'
import * as z from 'zod'
import { createFaultQueue, serveEmulator } from '../src/emulator.ts'
import { createReadPipeline, createRedactor, type ReadPipelineSettings } from '../src/index.ts'

export const START = timestamp(Date.UTC(2026, 7, 1))
export const CANARY = 'canary-93b1f7'

const numbers = z.object({ value: z.number() })

/** A service that counts its answers, and a pipeline that reads it. */
export async function openPipeline(settings: Partial<ReadPipelineSettings> = {}, clock?: Clock) {
  const stepped: SteppedClock = createSteppedClock({ start: START, limit: START })
  const faults = createFaultQueue()
  const requests: Request[] = []
  let answer: (request: Request) => Response | Promise<Response> = () => Response.json({ value: requests.length })
  const server = await serveEmulator(
    (request) => {
      requests.push(request)
      return answer(request)
    },
    { faults: faults.plan },
  )
  const pipeline = createReadPipeline({
    service: 'numbers',
    operation: 'read',
    baseUrl: server.url,
    clock: clock ?? stepped,
    random: () => 0.5,
    redact: createRedactor([CANARY]),
    // In real time, and a busy machine answers late: tests of a service that is silent name less.
    attemptTimeoutMs: 10_000,
    totalTimeoutMs: 60_000,
    ...settings,
  })
  const request = { path: '/value', query: { apiKey: CANARY }, schema: numbers }
  return {
    clock: stepped,
    faults,
    requests,
    server,
    pipeline,
    get: (change: object = {}, signal?: AbortSignal) => pipeline.get({ ...request, ...change }, signal),
    answerWith(next: typeof answer) {
      answer = next
    },
    pass: (milliseconds: number) => stepped.until(after(stepped.now(), milliseconds)),
    async [Symbol.asyncDispose]() {
      await pipeline.close()
      await server.close()
      stepped.close()
    },
  }
}

/** What a promise rejects with. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}
