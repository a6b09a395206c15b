import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileRecorder, readRecording } from '../src/index.ts'

/** Runs a program from its source. */
const COMMAND = [process.execPath, '--conditions=@betting-advisor/source', '--input-type=module', '--eval'] as const

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'))
  path = join(folder, 'deep', 'run.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readRecording(file)) lines.push(line)
  return lines
}

describe('a recording', () => {
  test('is there as soon as a line is written, and goes on where it ended', async () => {
    const first = createFileRecorder(path)
    first.append('{"n":1}')
    first.append('{"n":"£ü🐎"}')
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":"£ü🐎"}\n')
    await first.close()
    await first.close()
    await using second = createFileRecorder(path)
    second.append('{"n":3}')
    expect(await linesOf(path)).toEqual(['{"n":1}', '{"n":"£ü🐎"}', '{"n":3}'])
  })

  test('keeps its file to its owner', async () => {
    await using recorder = createFileRecorder(path)
    recorder.append('x')
    expect((await stat(path)).mode & 0o077).toBe(0)
  })

  test('a torn last line is passed over by readers and cut off by the next writer', async () => {
    await createFileRecorder(path).close()
    await appendFile(path, 'whole\n{"torn":"ü')
    expect(await linesOf(path)).toEqual(['whole'])
    await using recorder = createFileRecorder(path)
    recorder.append('next')
    expect(await readFile(path, 'utf8')).toBe('whole\nnext\n')
  })

  test.each([
    ['longer than a buffer', `whole\n${'x'.repeat(200_000)}`, ['whole', 'next']],
    ['alone', 'x'.repeat(100_000), ['next']],
    [
      'that breaks off within a letter',
      Buffer.concat([Buffer.from('whole\n'), Buffer.from('ü').subarray(0, 1)]),
      ['whole', 'next'],
    ],
    ['nothing', '', ['next']],
  ])('a torn line %s', async (_what, content, expected) => {
    const file = join(folder, 'run.jsonl')
    await writeFile(file, content)
    await using recorder = createFileRecorder(file)
    recorder.append('next')
    expect(await linesOf(file)).toEqual(expected)
  })

  test('takes no line breaks, and nothing once it is closed', async () => {
    const recorder = createFileRecorder(path)
    expect(() => recorder.append('a\nb')).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    await recorder.close()
    expect(() => recorder.append('a')).toThrow(expect.objectContaining({ code: 'RECORDING_FAILED' }))
    expect(await linesOf(path)).toEqual([])
  })

  test('a place that can’t be written, or a file that is not there, is named', async () => {
    await writeFile(join(folder, 'file'), '')
    expect(() => createFileRecorder(join(folder, 'file', 'run.jsonl'))).toThrow(
      expect.objectContaining({ code: 'RECORDING_FAILED', path: join(folder, 'file', 'run.jsonl') }),
    )
    await expect(linesOf(join(folder, 'missing'))).rejects.toMatchObject({ code: 'RECORDING_FAILED' })
  })

  test('when the disk takes no more, that is told and no half of a line stays', async () => {
    // A limit on the size of files, in blocks of 512 bytes, stands in for a full disk.
    const script = `
      import { createFileRecorder } from '@betting-advisor/adapter-kit'
      const recorder = createFileRecorder(${JSON.stringify(path)})
      try {
        for (;;) recorder.append('x'.repeat(999))
      } catch ({ code }) {
        console.log(code)
      }`
    const child = spawn('sh', ['-c', 'ulimit -f 8; exec "$0" "$@"', ...COMMAND, script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
    })
    await once(child, 'close')
    expect(said).toBe('RECORDING_FAILED\n')
    expect(await readFile(path, 'utf8')).toBe(`${'x'.repeat(999)}\n`.repeat(4))
  })

  test('lines longer than any buffer come back whole', async () => {
    const lines = [1, 70_000, 3, 300_000].map((length, index) => String(index).repeat(length))
    await using recorder = createFileRecorder(path)
    for (const line of lines) recorder.append(line)
    expect(await linesOf(path)).toEqual(lines)
  })

  test('loses nothing that was acknowledged when its process is killed', async () => {
    // What the writer acknowledges goes to a file as well: a pipe would keep it in the process.
    const acknowledgements = join(folder, 'acknowledged')
    const script = `
      import { writeSync } from 'node:fs'
      import { createFileRecorder } from '@betting-advisor/adapter-kit'
      const recorder = createFileRecorder(${JSON.stringify(path)})
      for (let n = 0; n < 200_000; n++) {
        recorder.append(JSON.stringify({ n, padding: 'x'.repeat(n % 500) }))
        writeSync(1, n + '\\n')
      }
      setInterval(() => {}, 1000)`
    const output = await open(acknowledgements, 'w')
    const [node, ...options] = COMMAND
    const child = spawn(node, [...options, script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', output.fd, 'inherit'],
    })
    const closed = once(child, 'close')
    while ((await output.stat()).size < 5_000 && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    child.kill('SIGKILL')
    await closed
    await output.close()
    const acknowledged = (await readFile(acknowledgements, 'utf8')).split('\n').slice(0, -1)
    const numbers = (await linesOf(path)).map((line) => String(JSON.parse(line).n))
    expect(acknowledged.length).toBeGreaterThan(1000)
    expect(numbers.slice(0, acknowledged.length)).toEqual(acknowledged)
    expect(numbers.length - acknowledged.length).toBeLessThanOrEqual(1)
    await createFileRecorder(path).close()
    expect((await readFile(path, 'utf8')).endsWith('\n')).toBe(true)
  })
})
