import { seededStreamFaults, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { seededFaults } from '@betting-advisor/adapter-kit/emulator'
import { money } from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { createFastClock } from '../engine/fast-clock.ts'
import type {
  ExchangeCommand,
  ExchangeConfig,
  ExchangeMessage,
  ExchangeReport,
  SeenRequest,
} from '../exchange/protocol.ts'
import { startLink } from '../network/link.ts'
import { createCard } from './card.ts'
import { faultRates, STREAM_FAULTS } from './faults.ts'
import { BOT } from './protocol.ts'

const config: ExchangeConfig = JSON.parse(process.argv[2] ?? '')
const { seed, constants, limit, speed, epoch, faults, held, goesDown } = config
/** In pounds: as much as an account of the engines is opened with. */
const BALANCE = 10_000_000

const clock = createFastClock(epoch, speed)
const random = createSeededRandom(`${seed}|sockets`)
const matching = createSeededRandom(`${seed}|matcher`)
const card = createCard({ seed, constants, speed, now: () => clock.now() })
const requests: SeenRequest[] = []
let highestExposure = money(0)
let timesAboveLimit = 0

const spoils = seededFaults(faultRates(faults, constants), random)
const emulator = await serveBetfair({
  world: card.world,
  clock,
  accounts: [{ username: BOT.username, password: BOT.password, balance: BALANCE }],
  faults(request) {
    if (!request.url.includes('/betting/')) return null
    note(request.clone())
    return spoils(request)
  },
  streamFaults: seededStreamFaults(STREAM_FAULTS, createSeededRandom(`${seed}|stream`)),
  matcher(operation) {
    if (operation !== 'placeOrders') return null
    const drawn = matching()
    const late = (faults.lateAccept ?? 0) + (faults.timeout ?? 0)
    if (drawn >= late) return null
    return {
      kind: 'timeout',
      lives: drawn < late * 0.75,
      afterMs: Math.round(matching() * constants.lateAcceptMs * speed),
    }
  },
  listLagMs: () => random() * constants.visibilityLagMs * speed,
  streamConnections: 100,
  changed() {
    const exposure = money(emulator.control.statement(BOT.username).exposure)
    if (exposure > highestExposure) highestExposure = exposure
    if (exposure > limit) timesAboveLimit += 1
  },
})

/** What is asked for, whatever becomes of the request. */
function note(request: Request): void {
  const arrivedAt = held === 0 && !goesDown ? Date.now() : null
  void request.text().then((body) => {
    if (!body.includes('/placeOrders"')) return
    const { params }: PlaceRequest = JSON.parse(body)
    for (const { customerOrderRef: ref } of params.instructions)
      requests.push({ ref, decision: params.marketId, decidedAt: null, sentAt: null, arrivedAt })
  })
}

interface PlaceRequest {
  readonly params: {
    readonly marketId: string
    readonly instructions: readonly { readonly customerOrderRef: string }[]
  }
}

function report(): ExchangeReport {
  const { bets, balance, commission } = emulator.control.statement(BOT.username)
  return {
    bets: bets.map((bet) => ({
      id: bet.betId,
      ref: bet.customerOrderRef,
      state: bet.isComplete ? 'complete' : 'open',
      matchedStake: bet.matched,
      averagePrice: bet.matched === 0 ? null : bet.matchedValue / bet.matched,
    })),
    requests,
    highestExposure,
    timesAboveLimit,
    statement: { result: balance - BALANCE * 100, commission },
  }
}

/** Everything on a connection after its handshake is alike, so that what is held may be an order, a question or a heartbeat. */
const link = async (to: string, name: string) =>
  await startLink({
    port: Number(to.split(':')[1]),
    random: createSeededRandom(`${seed}|link|${name}`),
    isHeld: (chunk) => chunk[0] === APPLICATION_DATA,
    held: { rate: held, fromMs: constants.heldFromMs, toMs: constants.heldToMs },
    down: goesDown ? { everyMs: constants.linkEveryMs, longestMs: constants.linkDownMs } : null,
  })

const APPLICATION_DATA = 0x17

function tell(message: ExchangeMessage): void {
  process.send?.(message)
}

function heal(): void {
  for (const each of [api, stream]) each.heal()
  tell({ kind: 'healed' })
}

process.on('message', (command: ExchangeCommand) => {
  if (command.kind === 'report') tell({ kind: 'report', report: report() })
  else if (command.kind === 'heal') heal()
  else void card.close().then(() => tell({ kind: 'markets-over' }))
})
// Whoever started it is gone: so is the test.
process.on('disconnect', () => process.exit(0))

const [api, stream] = await Promise.all([link(emulator.hosts.api, 'api'), link(emulator.hosts.stream, 'stream')])
const hosts = { ...emulator.hosts, api: `127.0.0.1:${api.port}`, stream: `127.0.0.1:${stream.port}` }
tell({ kind: 'listening', port: api.port, betfair: { hosts, authority: emulator.authority } })
