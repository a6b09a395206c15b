import { enableCompileCache } from 'node:module'
import { isAdvisorError } from '@betting-advisor/core'
import { type Command, readArguments, USAGE, UsageError } from './arguments.ts'
import { EnvFileError, loadEnvFile } from './env-file.ts'

enableCompileCache()

async function start(command: Command): Promise<void> {
  loadEnvFile()
  switch (command.kind) {
    case 'help':
      console.log(USAGE)
      return
    case 'csv':
      return (await import('./csv-backtest.ts')).csvBacktest(command)
    case 'backtest':
      return (await import('./generated-backtest.ts')).generatedBacktest(command)
    case 'paper':
      return (await import('./paper.ts')).paperTrading(command)
  }
}

try {
  await start(readArguments(process.argv.slice(2).filter((word) => word !== '--')))
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\npnpm start --help lists every option.`)
  else if (error instanceof EnvFileError) console.error(error.message)
  else if (isAdvisorError(error)) console.error(`${error.code}: ${error.message}`)
  else console.error(error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
