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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'browser', include: ['tests/browser/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
