/** What a browser may do with our page: load its own files, talk to its own origin, and nothing else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Set on every response, as names and values in turn. */
const EVERYWHERE = [
  'x-content-type-options',
  'nosniff',
  'x-frame-options',
  'DENY',
  'referrer-policy',
  'no-referrer',
  'cross-origin-resource-policy',
  'same-origin',
] as const

/** What is no page may do nothing at all, should a browser be made to take it for one. */
const DATA_HEADERS: readonly string[] = [
  ...EVERYWHERE,
  'content-security-policy',
  "default-src 'none'; frame-ancestors 'none'; sandbox",
]

const PAGE_HEADERS: readonly string[] = [
  ...EVERYWHERE,
  'content-security-policy',
  CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy',
  'same-origin',
  'permissions-policy',
  'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
]

/** The headers of an answer with those that protect it, as names and values in turn. */
export function protectedHeaders(
  headers: Readonly<Partial<Record<string, string>>>,
  requestId: string | null,
): string[] {
  const isPage = headers['content-type']?.startsWith('text/html') === true
  const all = [...(isPage ? PAGE_HEADERS : DATA_HEADERS)]
  for (const name in headers) all.push(name, headers[name] ?? '')
  if (!('cache-control' in headers)) all.push('cache-control', 'no-store')
  if (requestId !== null) all.push('x-request-id', requestId)
  return all
}
