import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createReader } from '../../src/live/reader.ts'

const bytes = (count: number) => new Uint8Array(count)

describe('a reader', () => {
  it('is dropped once its buffer is full, and told of once', async () => {
    const gone: string[] = []
    const reader = createReader(1_000, (why) => gone.push(why))
    reader.send(bytes(999))
    reader.send(bytes(500))
    expect(reader.isOpen).toBe(true)
    reader.send(bytes(1))
    expect(reader.isOpen).toBe(false)
    reader.send(bytes(1))
    reader.end()
    expect(gone).toEqual(['too-slow'])
    await expect(reader.body.getReader().read()).rejects.toThrow('too slow')
  })

  it('waits for room where asked to', async () => {
    const reader = createReader(1_000, () => undefined)
    const stream = reader.body.getReader()
    await reader.drained()
    reader.send(bytes(900))
    let isDrained = false
    const drained = reader.drained().then(() => {
      isDrained = true
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(isDrained).toBe(false)
    await stream.read()
    await drained
    expect(isDrained).toBe(true)
  })

  it('is dropped when it takes nothing for too long', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const gone: string[] = []
    const reader = createReader(1_000, (why) => gone.push(why))
    reader.send(bytes(900))
    const drained = reader.drained()
    await vi.advanceTimersByTimeAsync(15_000)
    await drained
    expect(gone).toEqual(['too-slow'])
  })

  it('stops waiting when it leaves', async () => {
    const gone: string[] = []
    const reader = createReader(1_000, (why) => gone.push(why))
    reader.send(bytes(1_100))
    const drained = reader.drained()
    await reader.body.cancel()
    await drained
    expect(gone).toEqual(['left'])
  })
})
