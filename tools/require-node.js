// Plain JavaScript that any Node can run: it says what is needed before TypeScript is met by one that cannot read it.
import process from 'node:process'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`This needs Node 22.19 or newer, not ${process.version}: npx -y -p node@24 -p pnpm@12 pnpm start`)
  process.exit(1)
}
