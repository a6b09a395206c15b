import { appendFile, mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStreamRecorder, openStreamRecording } from '../src/index.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stream-'))
  path = join(folder, 'deep', 'exchange.stream')
})
afterEach(() => rm(folder, { recursive: true }))

const failed = expect.objectContaining({ code: 'RECORDING_FAILED' })
const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })

describe('the recording of a stream', () => {
  test('gives back the bytes that each range names, in any order', async () => {
    const message = fc.uint8Array({ maxLength: 50 }).map((bytes) => Uint8Array.of(...bytes, 0x0a))
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), fc.integer(), async (messages, run) => {
        const file = `${path}-${run}-${messages.length}`
        const recorder = createStreamRecorder(file, 'exchange')
        const named = messages.map((bytes) => ({ bytes, range: recorder.append(bytes) }))
        await recorder.close()
        const recording = openStreamRecording(file, 'exchange')
        for (const { bytes, range } of named.toReversed()) expect(recording.read(range)).toEqual(bytes)
        recording.close()
        await rm(file)
      }),
      { numRuns: 30 },
    )
  })

  test('can be read while it is written, and goes on behind its last whole message', async () => {
    const first = createStreamRecorder(path, 'exchange')
    const one = first.append(Buffer.from('one\r\n'))
    const recording = openStreamRecording(path, 'exchange')
    expect(Buffer.from(recording.read(one)).toString()).toBe('one\r\n')
    await first.close()
    await appendFile(path, 'torn')
    const second = createStreamRecorder(path, 'exchange')
    expect(second.append(Buffer.from('two\r\n'))).toEqual({ stream: 'exchange', offset: 5, length: 5 })
    await second.close()
    recording.close()
  })

  test('refuses what is no whole message, and what is of another stream', async () => {
    const recorder = createStreamRecorder(path, 'exchange')
    expect(() => recorder.append(Buffer.from('half'))).toThrow(invalid)
    expect(() => recorder.append(new Uint8Array())).toThrow(invalid)
    const range = recorder.append(Buffer.from('whole\n'))
    await recorder.close()
    await recorder.close()
    expect(() => recorder.append(Buffer.from('late\n'))).toThrow(failed)
    const recording = openStreamRecording(path, 'exchange')
    expect(() => recording.read({ ...range, stream: 'another' })).toThrow(invalid)
    recording.close()
    recording.close()
    expect(() => recording.read(range)).toThrow(failed)
  })

  test('says so where it has fewer bytes than are named, or is not there', async () => {
    const recorder = createStreamRecorder(path, 'exchange')
    const range = recorder.append(Buffer.from('whole\n'))
    await recorder.close()
    await truncate(path, 3)
    const recording = openStreamRecording(path, 'exchange')
    expect(() => recording.read(range)).toThrow(failed)
    recording.close()
    expect(() => openStreamRecording(join(folder, 'nothing'), 'exchange')).toThrow(failed)
  })
})
