/** The service refuses a request, in its own words. */
export class ApiFault extends Error {
  readonly code: string

  constructor(code: string, details = '') {
    super(details)
    this.code = code
  }
}

/** The framework in front of the service refuses a request, before anybody has looked at it. */
export class FrameworkFault extends Error {
  /** The code of the framework, such as `DSC-0018`. */
  readonly code: FrameworkCode

  constructor(code: FrameworkCode) {
    super(code)
    this.code = code
  }
}

export type FrameworkCode = keyof typeof FRAMEWORK

/** What each code is in JSON-RPC, and as a status of REST. */
const FRAMEWORK = {
  'DSC-0008': { rpc: -32_700, status: 400 },
  'DSC-0009': { rpc: -32_602, status: 400 },
  'DSC-0015': { rpc: -32_603, status: 403 },
  'DSC-0018': { rpc: -32_602, status: 400 },
  'DSC-0019': { rpc: -32_603, status: 504 },
  'DSC-0021': { rpc: -32_601, status: 404 },
  'DSC-0023': { rpc: -32_601, status: 404 },
  'DSC-0024': { rpc: -32_602, status: 400 },
  'DSC-0034': { rpc: -32_603, status: 400 },
  'DSC-0035': { rpc: -32_603, status: 400 },
  'DSC-0036': { rpc: -32_603, status: 400 },
  'DSC-0037': { rpc: -32_603, status: 403 },
  'DSC-0038': { rpc: -32_603, status: 403 },
} as const

export type Service = 'SportsAPING' | 'AccountAPING' | 'HeartbeatAPING'

/** The numbers of codes, by service. */
const NUMBERS: Readonly<Record<Service, readonly string[]>> = {
  SportsAPING: [
    'TOO_MUCH_DATA',
    'INVALID_INPUT_DATA',
    'INVALID_SESSION_INFORMATION',
    'NO_APP_KEY',
    'NO_SESSION',
    'UNEXPECTED_ERROR',
    'INVALID_APP_KEY',
    'TOO_MANY_REQUESTS',
    'SERVICE_BUSY',
    'TIMEOUT_ERROR',
    'APP_KEY_CREATION_FAILED',
    'DUPLICATE_APP_NAME',
    'APP_CREATION_FAILED',
    'REQUEST_SIZE_EXCEEDS_LIMIT',
    'ACCESS_DENIED',
  ],
  AccountAPING: [
    'INVALID_INPUT_DATA',
    'INVALID_SESSION_INFORMATION',
    'UNEXPECTED_ERROR',
    'INVALID_APP_KEY',
    'SERVICE_BUSY',
    'TIMEOUT_ERROR',
    'DUPLICATE_APP_NAME',
    'APP_KEY_CREATION_FAILED',
    'APP_CREATION_FAILED',
    'NO_SESSION',
    'NO_APP_KEY',
    'SUBSCRIPTION_EXPIRED',
    'INVALID_SUBSCRIPTION_TOKEN',
    'TOO_MANY_REQUESTS',
  ],
  HeartbeatAPING: [
    'INVALID_INPUT_DATA',
    'INVALID_SESSION_INFORMATION',
    'NO_APP_KEY',
    'NO_SESSION',
    'INVALID_APP_KEY',
    'UNEXPECTED_ERROR',
  ],
}

const PREFIXES = { SportsAPING: 'ANGX', AccountAPING: 'AANGX', HeartbeatAPING: 'HBT' } as const

/** A fault as JSON-RPC tells it. */
export function rpcFault(service: Service, fault: ApiFault | FrameworkFault, uuid: string): object {
  if (fault instanceof FrameworkFault) return { code: FRAMEWORK[fault.code].rpc, message: fault.code }
  return { code: -32_099, message: messageOf(service, fault), data: detailOf(service, fault, uuid) }
}

/** A fault as REST tells it: its status, and its body. */
export function restFault(
  service: Service,
  fault: ApiFault | FrameworkFault,
  uuid: string,
): { readonly status: number; readonly body: object } {
  if (fault instanceof FrameworkFault) {
    const { status } = FRAMEWORK[fault.code]
    const faultcode = status === 504 ? 'Server' : 'Client'
    return { status, body: { faultcode, faultstring: fault.code, detail: {} } }
  }
  return {
    status: 400,
    body: { faultcode: 'Client', faultstring: messageOf(service, fault), detail: detailOf(service, fault, uuid) },
  }
}

function messageOf(service: Service, { code }: ApiFault): string {
  const number = NUMBERS[service].indexOf(code) + 1
  return `${PREFIXES[service]}-${String(number).padStart(4, '0')}`
}

function detailOf(service: Service, { code, message }: ApiFault, requestUUID: string): object {
  const name = service === 'AccountAPING' ? 'AccountAPINGException' : 'APINGException'
  return { exceptionname: name, [name]: { requestUUID, errorCode: code, errorDetails: message } }
}
