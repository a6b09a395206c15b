/** What is imported of `node:http` brings all of `fetch` with it, which no process here asks for and hundreds would wait for. */
export const { Agent, get, request } = process.getBuiltinModule('node:http')
