/** What is imported of `node:http` brings all of `fetch` with it, which whoever only sends orders does not ask for. */
export const { Agent, request } = process.getBuiltinModule('node:http')
