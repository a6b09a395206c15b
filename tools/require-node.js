// Plain JavaScript that any Node can run: it says what is needed before TypeScript is met by one that cannot read it.
import process from 'node:process'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  // What was asked for, by its name in package.json.
  const script = process.env['npm_lifecycle_event'] ?? 'start'
  const words = process.argv.slice(2).join(' ')
  console.error(
    `This needs Node 22.19 or newer, not ${process.version}: npx -y -p node@24 -p pnpm@12 pnpm ${script} ${words}`.trimEnd(),
  )
  process.exit(1)
}
