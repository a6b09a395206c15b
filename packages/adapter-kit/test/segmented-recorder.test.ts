import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepingLogger } from '../../core/test/support/advisor.ts'
import { createSegmentedRecorder, openSegmentedRecording } from '../src/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segments-'))
})
afterEach(() => rm(folder, { recursive: true }))

const failed = expect.objectContaining({ code: 'RECORDING_FAILED' })
const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
const line = (index: number) => Buffer.from(`${String(index).padStart(6, '0')}${'x'.repeat(100)}\r\n`)

/** All that was recorded, as any other tool would put it together. */
function recorded(): Buffer {
  const parts = readdirSync(folder)
    .toSorted()
    .map((name) => [name, readFileSync(join(folder, name))] as const)
  return Buffer.concat(parts.map(([name, bytes]) => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes)))
}

/** A process that records lines until it is killed, or as far as it may write. */
function recordingProcess(blocks: string) {
  const code = `
    import { createSegmentedRecorder } from '@betting-advisor/adapter-kit'
    const recorder = createSegmentedRecorder(${JSON.stringify(folder)}, 'exchange', { segmentBytes: 100_000, stopped: (fault) => console.log('stopped', fault.code, fault.message) })
    let count = 0
    const more = () => {
      for (let each = 0; each < 500; each += 1) { recorder.append(Buffer.from(String(count).padStart(6, '0') + 'x'.repeat(100) + '\\r\\n')); count += 1 }
      if (recorder.status().state === 'stopped') { console.log('goes on'); return }
      console.log(count)
      setTimeout(more)
    }
    more()`
  const node = [process.execPath, '--conditions=@betting-advisor/source', '--input-type=module', '-e', code]
  return spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...node], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

describe('a recording in segments', () => {
  test('has all that was said, in files of their size, and gives back what each range names', async () => {
    const message = fc.uint8Array({ maxLength: 700 }).map((bytes) => Uint8Array.of(...bytes, 0x0a))
    const runs = fc.array(fc.array(message, { maxLength: 12 }), { minLength: 1, maxLength: 4 })
    let count = 0
    await fc.assert(
      fc.asyncProperty(runs, async (sessions) => {
        count += 1
        const own = join(folder, `run-${count}`)
        const named: { bytes: Uint8Array; range: ReturnType<ReturnType<typeof createSegmentedRecorder>['append']> }[] =
          []
        for (const messages of sessions) {
          const recorder = createSegmentedRecorder(own, 'exchange', { segmentBytes: 1024 })
          for (const bytes of messages) named.push({ bytes, range: recorder.append(bytes) })
          await recorder.close()
        }
        const all = Buffer.concat(named.map(({ bytes }) => bytes))
        const files = readdirSync(own).toSorted()
        const unpacked = files.map((name) => gunzipSync(readFileSync(join(own, name))))
        expect(Buffer.concat(unpacked).equals(all)).toBe(true)
        expect(files).toEqual(files.filter((name) => name.endsWith('.jsonl.gz')))
        for (const { length } of unpacked) expect(length).toBeLessThanOrEqual(1024)
        if (named.length === 0) return
        using recording = openSegmentedRecording(own, 'exchange')
        for (const { bytes, range } of named.toReversed()) {
          if (range === null) throw new Error('it has stopped')
          expect(recording.read(range)).toEqual(bytes)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('goes on behind the last whole line, and says what it cut off', async () => {
    const first = createSegmentedRecorder(folder, 'exchange')
    first.append(line(0))
    await first.close()
    const second = createSegmentedRecorder(folder, 'exchange')
    second.append(line(1))
    appendFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.jsonl')) ?? ''), 'torn')
    const logger = keepingLogger()
    const third = createSegmentedRecorder(folder, 'exchange', { logger })
    expect(third.append(line(2))).toEqual({ stream: 'exchange', offset: 216, length: 108 })
    await third.close()
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { bytes: 4 } }])
    expect(recorded().equals(Buffer.concat([line(0), line(1), line(2)]))).toBe(true)
    await second.close().catch(() => undefined)
  })

  test('is whole wherever packing was broken off', async () => {
    const recorder = createSegmentedRecorder(folder, 'exchange', { segmentBytes: 1024 })
    for (let index = 0; index < 30; index += 1) recorder.append(line(index))
    await recorder.close()
    const [packed = '', another = ''] = readdirSync(folder).toSorted()
    // One was packed and not taken away; of another nothing was packed yet but a part.
    const unpacked = (name: string) => gunzipSync(readFileSync(join(folder, name)))
    writeFileSync(join(folder, packed.slice(0, -3)), unpacked(packed))
    writeFileSync(join(folder, another.slice(0, -3)), unpacked(another))
    copyFileSync(join(folder, another), join(folder, `${another}.part`))
    await rm(join(folder, another))
    using recording = openSegmentedRecording(folder, 'exchange')
    for (let index = 0; index < 30; index += 1)
      expect(recording.read({ stream: 'exchange', offset: index * 108, length: 108 })).toEqual(
        Uint8Array.from(line(index)),
      )
    const again = createSegmentedRecorder(folder, 'exchange', { segmentBytes: 1024 })
    expect(again.append(line(30))).toMatchObject({ offset: 30 * 108 })
    await again.close()
    expect(
      readdirSync(folder)
        .toSorted()
        .filter((name) => !name.endsWith('.part')),
    ).toEqual(expect.arrayContaining([packed, another]))
  })

  test('loses nothing but the line that was being written when its process is killed', async () => {
    const child = recordingProcess('unlimited')
    let said = 0
    child.stdout.on('data', (chunk: Buffer) => {
      said = Number(chunk.toString().trim().split('\n').at(-1))
      if (said >= 5_000) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const recorder = createSegmentedRecorder(folder, 'exchange', { segmentBytes: 100_000 })
    await recorder.close()
    await rm(join(folder, readdirSync(folder).find((name) => name.endsWith('.part')) ?? 'none'), { force: true })
    const lines = recorded().toString().split('\r\n').slice(0, -1)
    expect(lines.length).toBeGreaterThanOrEqual(said)
    expect(lines.map((text) => Number(text.slice(0, 6)))).toEqual(lines.map((_, index) => index))
  })

  test('stops with a clear error where nothing more can be written, and whoever records goes on', async () => {
    // 64 blocks of 512 bytes, or of 1,024: less than a segment either way.
    const child = recordingProcess('64')
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    const [code] = await once(child, 'close')
    expect(code, text).toBe(0)
    expect(text.match(/stopped RECORDING_FAILED/g)).toHaveLength(1)
    expect(text).toContain('that the disk is not full')
    expect(text).toContain('goes on')
    const lines = recorded().toString()
    expect(lines.endsWith('\r\n')).toBe(true)
    expect(lines.length % 108).toBe(0)
  })

  test('refuses what cannot be recorded', async () => {
    expect(() => createSegmentedRecorder(folder, '../x')).toThrow(invalid)
    expect(() => createSegmentedRecorder(folder, 'x', { segmentBytes: 10 })).toThrow(invalid)
    writeFileSync(join(folder, 'file'), '')
    expect(() => createSegmentedRecorder(join(folder, 'file'), 'x')).toThrow(failed)
    expect(() => openSegmentedRecording(folder, 'x')).toThrow(failed)
    const recorder = createSegmentedRecorder(folder, 'x')
    expect(() => recorder.append(Buffer.from('half'))).toThrow(invalid)
    await recorder.close()
    await recorder.close()
    expect(recorder.append(line(1))).toBeNull()
    expect(recorder.status()).toMatchObject({ state: 'closed', bytes: 0, fault: null })
    expect(readdirSync(folder)).toEqual(['file'])
  })
})
