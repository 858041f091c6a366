import { defineConfig } from 'vitest/config';

export default defineConfig({
  clearScreen: false,
  build: {
    target: 'es2022',
    sourcemap: true,
    lib: {
      entry: 'src/index.ts',
      name: 'Reo',
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? 'index.js' : 'reo.js'),
    },
  },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
