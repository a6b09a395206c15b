import { pipeline, Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import bunzip from 'unbzip2-stream'

/** A file in an archive. */
export interface ArchiveEntry {
  readonly name: string
  readonly content: Readable
}

/** How much of a file is looked at to see what it is: where a tar says that it is one. */
const TAR_MARK_AT = 257
const TAR_MARK = 'ustar'
const HEAD_LENGTH = 512

/** What is packed, unpacked; whatever is not packed as it is. A fault of either ends it. */
export async function unpacked(source: Readable): Promise<Readable> {
  const { head, rest } = await peeked(source, 4)
  if (head[0] === 0x1f && head[1] === 0x8b) return through(rest, createGunzip())
  if (head.toString('latin1').startsWith('BZh')) return through(rest, bunzipper())
  return rest
}

/** The files of an archive, one after the other; or the file itself where it is none. */
export async function contentsOf(source: Readable): Promise<Readable | AsyncIterable<ArchiveEntry>> {
  const { head, rest } = await peeked(source, HEAD_LENGTH)
  if (head.toString('latin1', TAR_MARK_AT, TAR_MARK_AT + TAR_MARK.length) !== TAR_MARK) return rest
  const archive = extract()
  pipeline(rest, archive, () => undefined)
  return entriesIn(archive)
}

async function* entriesIn(archive: ReturnType<typeof extract>): AsyncGenerator<ArchiveEntry, void, undefined> {
  for await (const entry of archive) {
    const content = Readable.from(entry, { objectMode: false })
    if (entry.header.type === 'file') yield { name: entry.header.name, content }
    // What nobody has read is passed over, or the next would never come.
    entry.resume()
  }
}

/** The first bytes, fewer where there are no more, and a stream that still has them. */
async function peeked(source: Readable, length: number): Promise<{ readonly head: Buffer; readonly rest: Readable }> {
  const taken: Buffer[] = []
  let count = 0
  while (count < length) {
    const chunk: Buffer | null = source.read()
    if (chunk !== null) {
      taken.push(chunk)
      count += chunk.length
    } else if (source.readableEnded || !(await isReadable(source))) break
  }
  const head = Buffer.concat(taken)
  // To what has ended, nothing can be given back.
  if (source.readableEnded) return { head, rest: Readable.from(head.length === 0 ? [] : [head], { objectMode: false }) }
  if (head.length > 0) source.unshift(head)
  return { head, rest: source }
}

/** Waits until more can be read; `false` at the end. @throws what the source says. */
async function isReadable(source: Readable): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const readable = () => resolve(true)
  const end = () => resolve(false)
  source.once('readable', readable)
  source.once('end', end)
  source.once('error', reject)
  try {
    return await promise
  } finally {
    source.off('readable', readable)
    source.off('end', end)
    source.off('error', reject)
  }
}

function through(source: Readable, unpacker: Transform): Readable {
  return pipeline(source, unpacker, () => undefined)
}

/** What unpacks is a stream as they were before there were classes for them: it works while it is written to, and says a fault besides. */
function bunzipper(): Transform {
  const unpacker = bunzip()
  let fault: Error | null = null
  unpacker.on('error', (error: Error) => {
    fault ??= error
  })
  unpacker.on('data', (chunk: Buffer) => void unpacking.push(chunk))
  const unpacking = new Transform({
    transform(chunk, _encoding, done) {
      unpacker.write(chunk)
      done(fault)
    },
    flush(done) {
      unpacker.end()
      done(fault)
    },
  })
  return unpacking
}
