import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'

/** Answers what is asked of one path; `rest` is what follows the part of the path that the route names, not decoded. */
export type Route = (asked: Asked, rest: string) => Answer | Promise<Answer>

/** Routes by their path; one that ends in `/*` takes everything beneath. */
export type Routes = Readonly<Record<string, Route>>

/** The route of a path and what it leaves over; `null` when there is none. */
export type FindRoute = (path: string) => { readonly route: Route; readonly rest: string } | null

/** Finds routes among `tables`. */
export function routeFinder(tables: readonly Routes[]): FindRoute {
  const exact = new Map<string, Route>()
  const beneath: (readonly [start: string, route: Route])[] = []
  for (const [path, route] of tables.flatMap((table) => Object.entries(table))) {
    if (path.endsWith('/*')) beneath.push([path.slice(0, -1), route])
    else exact.set(path, route)
  }
  return (path) => {
    const route = exact.get(path)
    if (route !== undefined) return { route, rest: '' }
    const found = beneath.find(([start]) => path.length > start.length && path.startsWith(start))
    return found === undefined ? null : { route: found[1], rest: path.slice(found[0].length) }
  }
}

/** The same routes under a path. */
export function under(base: string, routes: Routes): Routes {
  return Object.fromEntries(Object.entries(routes).map(([path, route]) => [`${base}${path}`, route]))
}
