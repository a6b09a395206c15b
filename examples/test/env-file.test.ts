import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { EnvFileError, loadEnvFile } from '../start/env-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'env-file-'))
const text = '# ours\nENV_FILE_FIRST=one\r\nENV_FILE_SECOND="two ü"\n'
const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16()

/** The path of a file that holds `bytes`. */
function fileOf(bytes: Uint8Array | string): string {
  const path = join(folder, '.env')
  writeFileSync(path, bytes)
  return path
}

afterEach(() => {
  delete process.env['ENV_FILE_FIRST']
  delete process.env['ENV_FILE_SECOND']
})

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16, as Notepad wrote it', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
  ['UTF-16, the other way round', bigEndian(`\ufeff${text}`)],
  ['that without a mark', bigEndian(text)],
])('%s is read', (_, bytes) => {
  loadEnvFile(fileOf(bytes))
  expect([process.env['ENV_FILE_FIRST'], process.env['ENV_FILE_SECOND']]).toEqual(['one', 'two ü'])
})

test('what is set already stays, and where there is no file nothing happens', () => {
  process.env['ENV_FILE_FIRST'] = 'mine'
  loadEnvFile(fileOf(text))
  loadEnvFile(join(folder, 'none'))
  expect([process.env['ENV_FILE_FIRST'], process.env['ENV_FILE_SECOND']]).toEqual(['mine', 'two ü'])
})

test.each(['', 'A'])('a file of %j is no fault', (content) => {
  expect(() => loadEnvFile(fileOf(content))).not.toThrow()
})

test('another encoding is refused by name, and so is what cannot be read', () => {
  expect(() => loadEnvFile(fileOf(Buffer.from(text, 'latin1')))).toThrow(EnvFileError)
  expect(() => loadEnvFile(folder)).toThrow(`${folder} cannot be read`)
  expect(process.env['ENV_FILE_FIRST']).toBeUndefined()
})
