/** What {@link isWebAddress} takes. */
export const WEB_ADDRESS = 'an address of https, or of http within this machine or its network, without a user'

/** Hosts of which no packet leaves the machine or the network it stands in. */
const NEAR = [
  /^localhost$/,
  /^127\.\d+\.\d+\.\d+$/,
  /^10\.\d+\.\d+\.\d+$/,
  /^192\.168\.\d+\.\d+$/,
  /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/,
  /^169\.254\.\d+\.\d+$/,
  /^\[::1\]$/,
  /^\[f[cd][0-9a-f]{2}:[0-9a-f:.]*\]$/,
  /^[a-z0-9-]*[a-z][a-z0-9-]*$/,
  /\.(localhost|local|internal|home\.arpa)$/,
]

/**
 * Whether a text is an address that can be posted to without showing anybody what is posted: of https, or of http within this machine or its network; without
 * a user and password, which `fetch` does not take there.
 */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isNear(hostname))
}

/** Whether a host, as `URL` writes it, is this machine or in its network. */
function isNear(host: string): boolean {
  return NEAR.some((pattern) => pattern.test(host.toLowerCase()))
}
