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
})
