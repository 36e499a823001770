import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['main/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    // onnxruntime-node and better-sqlite3 are native: separate processes, not worker threads.
    pool: 'forks',
    // An engine that a test starts for the first time must not import the demo into the tester's projects.
    env: { LERF_DEMO: 'off' },
    maxWorkers: 2,
    // Compiling and training take what the machine has: generous limits, so that only a hang is a failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
