import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/config.ts', 'src/testing.ts'],
  format: ['esm'],
  target: 'node22',
  platform: 'neutral',
  clean: true,
  treeshake: true,
  sourcemap: true,
  dts: true,
})
