import type { Address } from './address.ts'

/** What is wrong with TLS between this machine and the server, and what to do about it. */
export interface TlsFault {
  what(address: Address): string
  readonly remedy: string
}

const notOffered: TlsFault = {
  what: ({ host }) => `The database server at ${host} offers no TLS, which DB_URL asks for.`,
  remedy:
    'Turn it on at the server (ssl = on); only where nobody else is on the way to it, set sslmode=disable in DB_URL.',
}
const untrusted: TlsFault = {
  what: ({ host }) => `The certificate of the database server at ${host} is signed by nobody whom this machine trusts.`,
  remedy: 'Name the certificate of its authority in DB_URL (sslrootcert=/path/ca.pem) or in NODE_EXTRA_CA_CERTS.',
}
const otherHost: TlsFault = {
  what: ({ host }) => `The certificate of the database server at ${host} is for another name.`,
  remedy: 'Name the server in DB_URL as its certificate does, or issue one for that name.',
}
const notValid: TlsFault = {
  what: ({ host }) => `The certificate of the database server at ${host} has expired or is not valid yet.`,
  remedy: 'Renew it, and see that the clocks of both machines are right.',
}
const unreadable: TlsFault = {
  what: () => 'A certificate or key that DB_URL names can’t be read.',
  remedy:
    'Check the paths of sslrootcert, sslcert and sslkey in DB_URL, and that each is a PEM file that this user may read; a key must be that of its certificate.',
}
const noAuthority: TlsFault = {
  what: () => 'sslmode=verify-ca in DB_URL needs to know by which authority.',
  remedy: 'Name its certificate in DB_URL (sslrootcert=/path/ca.pem), or set sslmode=verify-full.',
}
const failed: TlsFault = {
  what: ({ host }) => `TLS with the database server at ${host} failed.`,
  remedy: 'See the cause; check the certificates and the versions of TLS at both ends.',
}

/** By what Node and OpenSSL call it (Node’s documentation, “X509 certificate error codes”). */
const CODES: Readonly<Record<string, TlsFault>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
  HOSTNAME_MISMATCH: otherHost,
  CERT_HAS_EXPIRED: notValid,
  CERT_NOT_YET_VALID: notValid,
  CERT_UNTRUSTED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
}

/** What the system says of a file that can’t be opened or read, and never of a connection that stood. */
const FILE_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENOENT',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
])

const KINDS: readonly [code: RegExp, fault: TlsFault][] = [
  // Said of what this side brings along; what happens between both is an ERR_SSL.
  [/^ERR_OSSL_/, unreadable],
  [/^(ERR_(TLS|SSL)_|CERT_|CRL_|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|UNABLE_TO_|ERROR_IN_)|^EPROTO$/, failed],
]

/** What pg itself says without a code. */
const MESSAGES: readonly [text: RegExp, fault: TlsFault][] = [
  [/server does not support SSL connections/i, notOffered],
  [/sslmode=verify-ca requires/i, noAuthority],
  [/establishing an SSL connection/i, failed],
]

/** What an error says of TLS; nothing when it says something else. */
export function tlsFaultOf(error: Error): TlsFault | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined) return MESSAGES.find(([text]) => text.test(error.message))?.[1]
  // Of all files only those are read that DB_URL names. A socket is read too, but fails with other codes, and where it shares one,
  // what was tried is `connect`.
  if ((syscall === 'open' || syscall === 'read') && FILE_CODES.has(code)) return unreadable
  return Object.hasOwn(CODES, code) ? CODES[code] : KINDS.find(([kind]) => kind.test(code))?.[1]
}
