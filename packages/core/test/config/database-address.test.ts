import { describe, expect, test } from 'vitest'
import { databaseUrl, parseDatabaseAddress } from '../../src/config/database-address.ts'

describe('parseDatabaseAddress', () => {
  test.each([
    ['sqlite:./data/advisor.db', './data/advisor.db'],
    ['sqlite:advisor.db', 'advisor.db'],
    ['sqlite:/var/lib/advisor.db', '/var/lib/advisor.db'],
    ['sqlite:///var/lib/advisor.db', '/var/lib/advisor.db'],
    ['sqlite:///advisor.db', '/advisor.db'],
    ['sqlite:////var/lib/advisor.db', '/var/lib/advisor.db'],
    ['sqlite:///var/my%20bets.db', '/var/my bets.db'],
    ['sqlite:///C:/bets/advisor.db', 'C:/bets/advisor.db'],
    ['sqlite:my%20bets.db', 'my%20bets.db'],
    ['SQLITE:a b.db', 'a b.db'],
  ])('%s is the file %s', (url, path) => {
    expect(parseDatabaseAddress(url)).toEqual({ address: { kind: 'sqlite', path } })
  })

  test.each([
    'postgres://bot:pass@db.example:5432/bets',
    'postgresql://db/bets?sslmode=require',
    'postgres://bot@[::1]/bets',
    'postgres:///bets?host=/var/run/postgresql',
  ])('%s is a server', (url) => {
    const result = parseDatabaseAddress(url)
    if (!('address' in result) || result.address.kind !== 'postgres') throw new Error('expected a server')
    expect(databaseUrl(result.address)).toBe(url)
  })

  test.each([
    ['advisor.db', 'a URL'],
    ['', 'a URL'],
    ['mysql://h/d', 'sqlite: or postgres:, not mysql:'],
    ['postgresql+psycopg2://h/d', 'write postgresql:'],
    ['sqlite:', 'names a file'],
    ['sqlite:///', 'names a file'],
    ['sqlite:./data/', 'names a file'],
    ['sqlite::memory:', 'memory store'],
    ['sqlite:///:memory:', 'memory store'],
    ['sqlite://host/file.db', 'not sqlite:// with a host'],
    ['sqlite:file.db?mode=ro', 'without a query'],
    ['sqlite:///file.db?mode=ro', 'without a query'],
    ['sqlite:///./data/advisor.db', 'sqlite:./PATH for a relative path'],
    ['sqlite:///../advisor.db', 'sqlite:./PATH for a relative path'],
    ['sqlite:///var/100%.db', '%25'],
    ['postgres://', 'host'],
    ['postgres://db', 'names a database'],
    ['postgres://db/', 'names a database'],
    ['postgres://bot:p#ss@db/bets', 'percent-encoded'],
  ])('%s is refused: %s', (url, reason) => {
    expect(parseDatabaseAddress(url)).toEqual({ problem: expect.stringContaining(reason) })
  })
})
