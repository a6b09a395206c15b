/**
 * Betfair's stream over TLS on loopback into books, against JSON.parse of the same lines in the same run:
 *
 *     node --conditions=@betting-advisor/source bench/betfair/stream.ts [recorded market]
 *
 * Throughput is by the processor time of the thread that reads, so that neither its peer nor whatever else the machine does counts. Rounds
 * alternate, so that a change of the machine's clock hits both alike. The figures are those of the median round; compare ratios.
 */
import process from 'node:process'
import { createMarketReader } from '@betting-advisor/adapter-betfair/stream'
import { linesOf, listen, load, median, processorTime } from './listen.ts'

const ROUNDS = 7
const lines = linesOf(process.argv[2], 40_000)
const buffers = lines.map((line) => Buffer.from(`${line}\r\n`))

function runnerChanges({ mc }: { readonly mc?: readonly { readonly rc?: readonly unknown[] }[] }): number {
  return (mc ?? []).reduce((sum, { rc }) => sum + (rc?.length ?? 0), 0)
}

const changes = lines.reduce((sum, line) => sum + runnerChanges(JSON.parse(line)), 0)
const times: Record<'parse' | 'books' | 'stream', number[]> = { parse: [], books: [], stream: [] }
for (let round = 0; round < ROUNDS; round += 1) {
  let start = processorTime()
  let count = 0
  for (const line of lines) count += runnerChanges(JSON.parse(line))
  times.parse.push(processorTime() - start)
  if (count !== changes) throw new Error('changes are missing')
  const reader = createMarketReader()
  start = processorTime()
  for (const line of buffers) reader.readLine(line)
  times.books.push(processorTime() - start)
  await listen({ pace: 0, lines }, (taken) => {
    if (taken === 0) start = processorTime()
    if (taken === lines.length) times.stream.push(processorTime() - start)
  })
}

const length = Math.round(lines.join('').length / lines.length)
console.log(`${lines.length} lines of ${length} characters, ${changes} runner changes; ${load()}`)
for (const [way, what] of [
  ['parse', 'JSON.parse alone, of texts'],
  ['books', 'bytes of lines to books'],
  ['stream', 'TLS to books'],
] as const) {
  const time = median(times[way])
  const speed = Math.round((changes / time) * 1000)
  console.log(
    `${what.padEnd(27)} ${speed} runner changes/s, ${(median(times.parse) / time).toFixed(2)} of JSON.parse alone`,
  )
}
