import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  clean: true,
  treeshake: true,
  sourcemap: true,
  removeNodeProtocol: false, // node:sqlite has no other name
  dts: { compilerOptions: { customConditions: [] } }, // of what else is built it needs the declarations, not all sources
  async onSuccess() {
    const isSent = (path: string) => !/\.(d\.ts|json)$/.test(path)
    await cp('src/dashboard', 'dist/dashboard', { recursive: true, filter: isSent })
  },
})
