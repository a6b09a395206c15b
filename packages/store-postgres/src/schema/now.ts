/** The moment by the clock of the server, in epoch milliseconds. */
export const NOW = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint`
