/**
 * Aborts on the first SIGINT or SIGTERM, and when nobody reads what the program writes any more (`| head`); a second signal ends the
 * process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      // Each further line fails as well, and says nothing new.
      if (!controller.signal.aborted) controller.abort(error)
    })
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143)
      controller.abort(new Error(name))
    })
  }
  return controller.signal
}
