/** The thread at a database: nothing but messages comes in and goes out, see `protocol.ts`. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { InvariantError } from '@betting-advisor/core/errors'
import { isRead, type OperationName } from '@betting-advisor/core/store'
import { createSqliteAccounts } from './accounts/accounts.ts'
import { forgetFormerRuns } from './accounts/runs.ts'
import type { Database } from './database.ts'
import { faultOf } from './fault-message.ts'
import { LOCK_LOOK_MS } from './file-lock.ts'
import { commitTogether, type Outcome, outcomeOf } from './group-commit.ts'
import { openDatabase } from './open-database.ts'
import type { Answer, Call, Message, Request, ThreadData } from './protocol.ts'

/** Most operations in one commit, so that under a flood nobody waits for all. */
const MOST_TOGETHER = 256

parentPort?.once('message', open)

function open(data: ThreadData | null): void {
  // A call that the one before has answered already.
  if (data === null) {
    parentPort?.once('message', open)
    return
  }
  try {
    serve(openDatabase(data.path, data.access), data)
    say({ kind: 'opened' })
  } catch (error) {
    data.requests.close()
    waitFor(data)
    say({ kind: 'refused', fault: faultOf(error) })
  }
}

/** A port that nobody listens to keeps no thread alive. */
function waitFor({ stays }: ThreadData): void {
  if (stays) parentPort?.once('message', open)
}

function serve(database: Database, data: ThreadData): void {
  const { access, requests } = data
  if (access === 'write') forgetFormerRuns(database)
  const accounts = createSqliteAccounts(database)
  let closing: Request | undefined
  const looking = access === 'write' ? keepPlace(database) : undefined

  parentPort?.on('message', serveAll)

  function serveAll(): void {
    for (let batch = take(); batch.length > 0; batch = take()) {
      const outcomes = commitTogether(
        database,
        batch.map((request) => () => perform(request)),
      )
      say({ kind: 'answers', answers: outcomes.map((outcome, index) => answerOf(batch[index]?.id ?? 0, outcome)) })
    }
    if (closing !== undefined) close(closing)
  }

  /** Everything that has come in by now: while one commit is under way, the next one gathers. */
  function take(): readonly (Call & { readonly id: number })[] {
    const batch: (Call & { readonly id: number })[] = []
    // There is no commit to share for a reader, and no reason to let one answer wait for another.
    const most = access === 'write' ? MOST_TOGETHER : 1
    while (batch.length < most && closing === undefined) {
      const received: { readonly message: Request } | undefined = receiveMessageOnPort(requests)
      if (received === undefined) break
      if (received.message.operation === 'close') closing = received.message
      else batch.push(received.message)
    }
    return batch
  }

  function perform<Name extends OperationName>({ operation, parameters }: Call<Name>): unknown {
    if (access === 'read' && !isRead(operation))
      throw new InvariantError(`A thread that reads was asked to ${operation}.`)
    return accounts[operation](...parameters)
  }

  function close({ id }: Request): void {
    // A thread may outlive its database: nothing else would give back a place that was taken after it.
    clearInterval(looking)
    const [outcome] = commitTogether(database, [() => database[Symbol.dispose]()])
    requests.close()
    // Deno's port has no close().
    parentPort?.off('message', serveAll)
    waitFor(data)
    if (outcome !== undefined) say({ kind: 'answers', answers: [answerOf(id, outcome)] })
  }
}

/** Between two writes a lock file that was removed is made anew as well; whoever writes next is told of what can't be mended. */
function keepPlace(database: Database): NodeJS.Timeout {
  const look = () => void outcomeOf(() => database.check())
  return setInterval(look, LOCK_LOOK_MS).unref()
}

function answerOf(id: number, outcome: Outcome): Answer {
  return 'error' in outcome ? { id, fault: faultOf(outcome.error) } : { id, value: outcome.value }
}

function say(message: Message): void {
  parentPort?.postMessage(message)
}
