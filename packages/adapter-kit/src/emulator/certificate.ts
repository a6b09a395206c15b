import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate of an emulator, or of a client of one, and its private key, in PEM. */
export interface EmulatorCertificate {
  readonly name: string
  readonly certificate: string
  readonly key: string
}

/** What a certificate says. */
export interface CertificateSettings {
  readonly name: string
  /** Who signs it; without one it signs itself and may sign others. */
  readonly issuer?: EmulatorCertificate
  /** The IPv4 addresses that it is for. */
  readonly addresses?: readonly string[]
  /** The host names that it is for. */
  readonly hosts?: readonly string[]
  /** From when it is good, in milliseconds since the epoch. @default an hour ago */
  readonly from?: number
  /** Until when it is good. @default a year from now */
  readonly until?: number
}

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

/**
 * Makes an X.509 certificate (RFC 5280) for an emulator, or for a client that must show one. It protects nothing: anyone can make another.
 *
 * @example
 * ```ts
 * const authority = makeCertificate({ name: 'an authority' })
 * const server = makeCertificate({ name: 'a server', issuer: authority, addresses: ['127.0.0.1'] })
 * ```
 */
export function makeCertificate(settings: CertificateSettings): EmulatorCertificate {
  const { name, issuer, addresses = [], hosts = [], from = Date.now() - HOUR, until = Date.now() + YEAR } = settings
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = [
    ...hosts.map((host) => tagged(0x82, Buffer.from(host, 'latin1'))),
    ...addresses.map((address) => tagged(0x87, Buffer.from(address.split('.').map(Number)))),
  ]
  const extensions = [
    ...(issuer === undefined ? [extension(OID.basicConstraints, sequence(BOOLEAN_TRUE))] : []),
    ...(names.length === 0 ? [] : [extension(OID.subjectAltName, sequence(...names))]),
  ]
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ALGORITHM,
    commonName(issuer?.name ?? name),
    sequence(time(from), time(until)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [tagged(0xa3, sequence(...extensions))]),
  )
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key)
  const signed = sequence(
    body,
    ALGORITHM,
    tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)])),
  )
  return { name, certificate: pem(signed), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** A value of DER: what it is, how long it is, what is in it. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function oid(hexadecimal: string): Buffer {
  return tagged(0x06, Buffer.from(hexadecimal, 'hex'))
}

const OID = {
  ecdsaWithSha256: oid('2a8648ce3d040302'),
  commonName: oid('550403'),
  basicConstraints: oid('551d13'),
  subjectAltName: oid('551d11'),
} as const
const ALGORITHM = sequence(OID.ecdsaWithSha256)
const BOOLEAN_TRUE = tagged(0x01, Buffer.from([0xff]))

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, tagged(0x04, value))
}

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(OID.commonName, tagged(0x0c, Buffer.from(name, 'utf8')))))
}

/** GeneralizedTime, to the second. */
function time(at: number): Buffer {
  return tagged(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`, 'latin1'))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
