import { AdvisorError } from './advisor-error.ts'

/** A strategy has asked for more timers than it may have waiting: most often one of a new name with every piece of news. */
export class TooManyTimersError extends AdvisorError {
  readonly code = 'TOO_MANY_TIMERS'
  readonly strategy: string
  /** How many it may have. */
  readonly most: number

  constructor(strategy: string, most: number) {
    super(`The strategy ${strategy} has ${most} timers waiting and asks for another.`, {
      remedy: 'Ask again under a name that is there already, which moves it, or cancel what is not needed with null.',
    })
    this.strategy = strategy
    this.most = most
  }
}
