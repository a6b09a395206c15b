import { InvalidValueError, isAdvisorError } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../src/address.ts'
import { commitFault, isRefusal, isRetryable, storeFault } from '../src/faults.ts'

const address = parseAddress('postgres://me:very-secret@db.example/bets')

function coded(code: string): Error {
  return Object.assign(new Error('from the server'), { code })
}

describe('what the server or the network says', () => {
  test.each([
    ['28P01', 'STORE_ACCESS_DENIED'],
    ['3D000', 'STORE_NOT_FOUND'],
    ['42501', 'STORE_ACCESS_DENIED'],
    ['25006', 'STORE_READ_ONLY'],
    ['53100', 'STORE_FULL'],
    ['22003', 'STORE_CORRUPT'],
    ['XX001', 'STORE_CORRUPT'],
    ['55P03', 'STORE_BUSY'],
    ['57014', 'STORE_BUSY'],
    ['40001', 'STORE_BUSY'],
    ['40P01', 'STORE_BUSY'],
    ['40003', 'OUTCOME_UNKNOWN'],
    ['53200', 'STORE_UNAVAILABLE'],
    ['53300', 'STORE_UNAVAILABLE'],
    ['57P01', 'STORE_UNAVAILABLE'],
    ['57P05', 'STORE_UNAVAILABLE'],
    ['58030', 'STORE_UNAVAILABLE'],
    ['25P03', 'STORE_UNAVAILABLE'],
    ['25P04', 'STORE_UNAVAILABLE'],
    ['22P02', 'STORE_FAILED'],
    ['22P05', 'STORE_FAILED'],
    ['23505', 'STORE_FAILED'],
    ['XX000', 'STORE_FAILED'],
    ['ENETDOWN', 'STORE_UNAVAILABLE'],
    ['EHOSTDOWN', 'STORE_UNAVAILABLE'],
    ['ECONNABORTED', 'STORE_UNAVAILABLE'],
    ['EADDRNOTAVAIL', 'STORE_UNAVAILABLE'],
    ['EPIPE', 'STORE_UNAVAILABLE'],
    ['08006', 'STORE_UNAVAILABLE'],
    ['ECONNREFUSED', 'STORE_UNAVAILABLE'],
    ['ENOTFOUND', 'STORE_UNAVAILABLE'],
    ['ETIMEDOUT', 'STORE_UNAVAILABLE'],
  ])('%s is %s, with its cause and a remedy', (sqlstate, code) => {
    const cause = coded(sqlstate)
    const fault = storeFault(cause, address)
    expect(fault).toSatisfy((error) => isAdvisorError(error, code))
    expect(fault).toMatchObject({ cause, remedy: expect.stringMatching(/\w/) })
  })

  test.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETDOWN', 'ECONNABORTED'])(
    'a socket that is read and fails with %s is no certificate that cannot be read',
    (code) => {
      const cause = Object.assign(new Error(`read ${code}`), { code, syscall: 'read' })
      expect(storeFault(cause, address)).toSatisfy((error) => isAdvisorError(error, 'STORE_UNAVAILABLE'))
    },
  )

  test.each([
    ['open', 'ENOENT'],
    ['open', 'EACCES'],
    ['open', 'EPERM'],
    ['open', 'ENOTDIR'],
    ['read', 'EISDIR'],
    ['read', 'EIO'],
  ])('a file that fails to %s with %s is a certificate that cannot be read', (syscall, code) => {
    const cause = Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })
    expect(storeFault(cause, address)).toSatisfy((error) => isAdvisorError(error, 'STORE_TLS_FAILED'))
    const ofSocket = Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' })
    expect(storeFault(ofSocket, address)).not.toSatisfy((error) => isAdvisorError(error, 'STORE_TLS_FAILED'))
  })

  test.each([
    ['Connection terminated unexpectedly', 'STORE_UNAVAILABLE'],
    ['timeout exceeded when trying to connect', 'STORE_UNAVAILABLE'],
    ['Query read timeout', 'STORE_BUSY'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'STORE_ACCESS_DENIED'],
  ])('without a code is known by its words: %s', (message, code) => {
    expect(storeFault(new Error(message), address)).toSatisfy((error) => isAdvisorError(error, code))
  })

  test('of a name with several addresses is what the first known one says', () => {
    const all = new AggregateError([new Error('odd'), coded('ECONNREFUSED')])
    expect(storeFault(all, address)).toSatisfy((error) => isAdvisorError(error, 'STORE_UNAVAILABLE'))
  })

  test('that is neither of them stays as it is', () => {
    for (const bug of [coded('ERR_ODD'), new Error('odd'), 'text', new InvalidValueError('a', 1, 'b')]) {
      expect(storeFault(bug, address)).toBe(bug)
    }
  })

  test('to a commit leaves the outcome open unless it says that it rolled back', () => {
    for (const open of [coded('57P01'), coded('08006'), coded('ECONNRESET'), new Error('Query read timeout'), 'text']) {
      expect(commitFault(open, address)).toSatisfy((error) => isAdvisorError(error, 'OUTCOME_UNKNOWN'))
    }
    expect(commitFault(coded('40003'), address)).toSatisfy((error) => isAdvisorError(error, 'OUTCOME_UNKNOWN'))
    expect(isRefusal(coded('40003'))).toBe(false)
    expect(commitFault(coded('40001'), address)).toSatisfy((error) => isAdvisorError(error, 'STORE_BUSY'))
    const broken = coded('23503')
    expect(commitFault(broken, address)).toSatisfy((error) => isAdvisorError(error, 'STORE_FAILED'))
  })

  test('to a statement of its own means that nothing was kept only where the server lives on', () => {
    const severe = (severity: string, code: string) => Object.assign(coded(code), { severity })
    for (const refusal of [severe('ERROR', 'XX000'), severe('FEHLER', '55P03'), severe('FEHLER', '57014')]) {
      expect(isRefusal(refusal)).toBe(true)
    }
    for (const open of [
      severe('FATAL', '57P01'),
      severe('PANIC', '53100'),
      coded('ECONNRESET'),
      new Error('odd'),
      'text',
    ]) {
      expect(isRefusal(open)).toBe(false)
    }
  })

  test('makes a transaction worth another try only where others were in the way', () => {
    expect(['40001', '40P01', '55P03', '57P01'].map((code) => isRetryable(coded(code)))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('an address', () => {
  test.each([
    ['postgres://me:pw@db.example:6543/bets', 'me@db.example:6543/bets'],
    ['postgresql://db.example/bets', 'db.example:5432/bets'],
    ['postgres://m%40e:p%3Aw@[::1]/b%C3%A9ts?sslmode=require', 'm@e@[::1]:5432/béts'],
    ['postgres:///bets', 'localhost:5432/bets'],
  ])('%s is shown as %s', (url, shown) => {
    expect(parseAddress(url).shown).toBe(shown)
  })
})
