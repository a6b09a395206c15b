import { assertNever } from '../errors/invariant-error.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineCommand } from './input.ts'
import type { KillSwitch } from './kill-switch.ts'
import type { LockKeeper } from './lock-keeper.ts'

/** Does what a person tells one engine. */
export function createCommands(
  { account, tell }: EngineContext,
  kill: KillSwitch,
  locks: LockKeeper,
  cancels: CancelDesk,
): (command: EngineCommand) => void {
  function cancel({ key, reason }: Extract<EngineCommand, { kind: 'cancel' }>): void {
    if (key === null) {
      cancels.cancelAll(reason)
      return
    }
    const order = account().order(key)
    if (order !== undefined && cancels.cancel(order, reason)) return
    tell({ type: 'warning', code: 'NOTHING_TO_CANCEL', message: `${key}: nothing of it can be cancelled` })
  }

  return (command) => {
    switch (command.kind) {
      case 'halt':
        kill.commanded(command.reason)
        return
      case 'resume':
        kill.resume(command.reason)
        return
      case 'lift-lock':
        locks.lift(command.id, command.by)
        return
      case 'cool-off':
        locks.coolOff(command.until, command.reason)
        return
      case 'pause-venue':
        locks.pauseVenue(command.venue, command.reason, command.by)
        return
      case 'cancel':
        cancel(command)
        return
      default:
        assertNever(command)
    }
  }
}
