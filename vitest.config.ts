import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['main/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    // onnxruntime-node and better-sqlite3 are native: separate processes, not worker threads.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
