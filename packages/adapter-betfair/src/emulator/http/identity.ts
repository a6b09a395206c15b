import type { Sessions } from './sessions.ts'

const PAGE = '<!DOCTYPE html><html><head><title>Login</title></head><body>Please log in.</body></html>\n'

/** Answers of the identity service; `null` for what is none of its paths. */
export async function answerIdentity(request: Request, sessions: Sessions, now: number): Promise<Response | null> {
  const { pathname } = new URL(request.url)
  switch (pathname) {
    case '/api/login':
      return await login(request, sessions, now)
    case '/api/certlogin':
      return await certificateLogin(request, sessions, now)
    case '/api/keepAlive':
    case '/api/logout': {
      if (!(request.headers.get('accept') ?? '').includes('application/json')) {
        return new Response(PAGE, { headers: { 'content-type': 'text/html' } })
      }
      const token = request.headers.get('x-authentication') ?? ''
      const isDone = pathname === '/api/logout' ? sessions.logout(token) : sessions.keepAlive(token, now)
      const product = request.headers.get('x-application') ?? ''
      return Response.json(
        isDone
          ? { token, product, status: 'SUCCESS', error: '' }
          : { token: '', product: '', status: 'FAIL', error: token === '' ? 'INPUT_VALIDATION_ERROR' : 'NO_SESSION' },
      )
    }
    default:
      return null
  }
}

async function login(request: Request, sessions: Sessions, now: number): Promise<Response> {
  const { username, password, product } = await credentialsOf(request)
  if (username === '' || password === '' || product === '') {
    return Response.json({ token: '', product: '', status: 'FAIL', error: 'INPUT_VALIDATION_ERROR' })
  }
  const outcome = sessions.login(username, password, now)
  if (!('fault' in outcome)) return Response.json({ token: outcome.token, product, status: 'SUCCESS', error: '' })
  const { fault, token } = outcome
  const status = token === undefined ? (fault.endsWith('_LOCATION') ? 'LOGIN_RESTRICTED' : 'FAIL') : 'LIMITED_ACCESS'
  return Response.json({ token: token ?? '', product: token === undefined ? '' : product, status, error: fault })
}

/** Who has got here has shown a certificate: without one the connection is refused. */
async function certificateLogin(request: Request, sessions: Sessions, now: number): Promise<Response> {
  const { username, password, product } = await credentialsOf(request)
  if (username === '' || password === '' || product === '') {
    return Response.json({ loginStatus: 'CERT_AUTH_REQUIRED' })
  }
  const outcome = sessions.login(username, password, now)
  if ('fault' in outcome) return Response.json({ loginStatus: outcome.fault })
  return Response.json({ sessionToken: outcome.token, loginStatus: 'SUCCESS' })
}

async function credentialsOf(request: Request) {
  const form = new URLSearchParams(await request.text())
  return {
    username: form.get('username') ?? '',
    password: form.get('password') ?? '',
    product: request.headers.get('x-application') ?? '',
  }
}
