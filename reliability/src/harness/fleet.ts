import type { EngineConfig } from '../engine/config.ts'
import type { FailurePlan } from '../engine/failpoints.ts'
import { type EngineEnd, type EngineProcess, startEngine } from './engine-process.ts'

/** What a fleet of engines is told to do. */
export interface FleetSettings {
  readonly program: string
  readonly config: Omit<EngineConfig, 'plans' | 'alone'>
  readonly engines: number
  /** What happens to the next process that is started. */
  readonly nextPlans: () => readonly FailurePlan[]
  /** Whether the next one believes itself alone. */
  readonly nextAlone: () => boolean
  /** One has stood still, or stands so. */
  readonly stalled: () => void
  /** A process has ended, and another one takes its place. */
  readonly ended: (end: EngineEnd, plan: FailurePlan | undefined, isOurs: boolean) => void
  /** How long a process may trade that has a plan to die, before it is killed as it stands. */
  readonly patienceMs: number
}

/** Engines that are started again whenever they end. */
export interface Fleet {
  /** Kills one of them, as it stands. */
  killOne(index: number): void
  /** Stops one for a while. */
  stall(index: number, ms: number): Promise<void>
  /** From now on nobody dies on purpose: those that are to die are replaced at once. */
  calm(): void
  /** Asks all to end, and waits until they have; gives those that did not end well. */
  stop(): Promise<readonly EngineEnd[]>
  /** Kills all there are. */
  kill(): Promise<void>
}

interface Seat {
  process: EngineProcess
  plan: FailurePlan | undefined
  isOurs: boolean
}

/** Starts a fleet. */
export function startFleet(settings: FleetSettings): Fleet {
  const seats: Seat[] = []
  const running: Promise<void>[] = []
  const last: EngineEnd[] = []
  let calm = false
  let stopping = false

  function kill(seat: Seat): void {
    seat.isOurs = true
    // A stopped process dies all the same.
    seat.process.kill('SIGKILL')
  }

  async function keep(index: number): Promise<void> {
    while (!stopping) {
      const plans = calm ? [] : settings.nextPlans()
      const [plan] = plans
      const process = startEngine(
        settings.program,
        { ...settings.config, plans, alone: settings.nextAlone() },
        settings.stalled,
      )
      const seat: Seat = { process, plan, isOurs: false }
      seats[index] = seat
      let impatience: NodeJS.Timeout | undefined
      void process.trading.then(() => {
        if (plan?.action.kind === 'kill') impatience = setTimeout(() => kill(seat), settings.patienceMs)
      })
      const end = await process.ended
      clearTimeout(impatience)
      if (stopping) last.push(end)
      else settings.ended(end, plan, seat.isOurs)
      // One that cannot start must not keep the machine busy.
      if (end.signal !== 'SIGKILL') await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }

  for (let index = 0; index < settings.engines; index += 1) running.push(keep(index))
  return {
    killOne(index) {
      const seat = seats[index]
      if (seat !== undefined) kill(seat)
    },
    async stall(index, ms) {
      const process = seats[index]?.process
      process?.kill('SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, ms))
      process?.kill('SIGCONT')
    },
    calm() {
      calm = true
      for (const seat of seats) if (seat.plan !== undefined) kill(seat)
    },
    async stop() {
      stopping = true
      for (const { process } of seats) process.kill('SIGTERM')
      await Promise.all(running)
      return last.filter(({ code }) => code !== 0)
    },
    async kill() {
      stopping = true
      for (const seat of seats) kill(seat)
      await Promise.all(running)
    },
  }
}
