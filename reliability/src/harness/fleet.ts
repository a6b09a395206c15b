import type { EngineConfig } from '../engine/config.ts'
import type { FailurePlan } from '../engine/failpoints.ts'
import { type EngineEnd, type EngineProcess, startEngine } from './engine-process.ts'

/** What happens to a process that is started. */
export interface Life {
  readonly plans: readonly FailurePlan[]
  /** Whether it believes itself alone. */
  readonly alone: boolean
  /** When it is killed as it stands, if its plans have not ended it by then. */
  readonly killed: { readonly since: 'start' | 'trading'; readonly ms: number } | null
}

/** What a fleet of engines is told to do. */
export interface FleetSettings {
  readonly program: string
  readonly config: Omit<EngineConfig, 'plans' | 'alone'>
  readonly engines: number
  /** The life of the next process that is started; nothing happens to one where nothing is said. */
  readonly nextLife: () => Partial<Life>
  /** One has stood still, or stands so. */
  readonly stalled: () => void
  /** A process has ended, and another one takes its place. */
  readonly ended: (end: EngineEnd, plan: FailurePlan | undefined, isOurs: boolean) => void
}

/** Engines that are started again whenever they end. */
export interface Fleet {
  /** Stops one for a while. */
  stall(index: number, ms: number): Promise<void>
  /** From now on nobody dies on purpose: those that are to die are replaced at once. */
  calm(): void
  /** Whether all may bet now. */
  isActive(): boolean
  /** Asks all to end, and waits until they have; gives those that did not end well. */
  stop(): Promise<readonly EngineEnd[]>
  /** Kills all there are. */
  kill(): Promise<void>
}

interface Seat {
  readonly process: EngineProcess
  readonly isToDie: boolean
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
      const { plans = [], alone = false, killed = null } = calm ? {} : settings.nextLife()
      const process = startEngine(settings.program, { ...settings.config, plans, alone }, settings.stalled)
      const seat: Seat = { process, isToDie: plans.length > 0 || killed !== null, isOurs: false }
      seats[index] = seat
      let timer: NodeJS.Timeout | undefined
      if (killed !== null) {
        const begun = killed.since === 'start' ? Promise.resolve() : process.trading
        void begun.then(() => {
          timer = setTimeout(() => kill(seat), killed.ms)
        })
      }
      const end = await process.ended
      clearTimeout(timer)
      if (stopping) last.push(end)
      else settings.ended(end, plans[0], seat.isOurs)
      // One that cannot start must not keep the machine busy.
      if (end.signal !== 'SIGKILL') await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }

  for (let index = 0; index < settings.engines; index += 1) running.push(keep(index))
  return {
    async stall(index, ms) {
      const process = seats[index]?.process
      process?.kill('SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, ms))
      process?.kill('SIGCONT')
    },
    calm() {
      calm = true
      for (const seat of seats) if (seat.isToDie) kill(seat)
    },
    isActive: () => seats.every(({ process }) => process.isActive()),
    async stop() {
      stopping = true
      for (const { process } of seats) process.kill('SIGTERM')
      await Promise.all(running)
      // One that was told so before it could listen has not begun anything.
      return last.filter(({ code, signal }) => code !== 0 && signal !== 'SIGTERM')
    },
    async kill() {
      stopping = true
      for (const seat of seats) kill(seat)
      await Promise.all(running)
    },
  }
}
