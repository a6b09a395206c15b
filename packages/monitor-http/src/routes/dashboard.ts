import { Hono } from 'hono'
import { dashboardFile } from '../dashboard-files.ts'
import { Problem } from '../http/problem.ts'

/** The page and its files. They hold no data, so they need no token: the page asks for it. */
export function dashboardRoutes(): Hono {
  return new Hono()
    .get('/', (context) => respond(context.req.path, 'index.html'))
    .get('/assets/*', (context) => respond(context.req.path, context.req.path.replace(/^.*?\/assets\//, '')))
}

async function respond(path: string, name: string): Promise<Response> {
  const file = await dashboardFile(name)
  if (file === null) throw new Problem(404, 'NOT_FOUND', `There is nothing at ${JSON.stringify(path.slice(0, 128))}.`)
  return new Response(file.content, { headers: { 'content-type': file.type } })
}
