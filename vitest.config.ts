import { defineConfig } from 'vitest/config';
import { FileOrder } from './test/support/file-order.ts';

/** One project per suite of `npm test`; `npx vitest run --project unit test/unit/rpc` runs a part of one. */
const project = (name: string, include: string[], timeoutMs: number, extra: object = {}) => ({
  test: {
    name,
    include,
    environment: 'node' as const,
    pool: 'forks' as const,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    // What is polled for comes in a second on a machine of its own; beside others it may take long.
    expect: { poll: { timeout: 45_000, interval: 50 } },
    setupFiles: ['test/support/leak-check.ts'],
    ...extra,
  },
});

export default defineConfig({
  test: {
    // A machine of two cores: more forks only make them wait for each other.
    maxWorkers: 2,
    sequence: { sequencer: FileOrder },
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/fuzz/**/*.test.ts'], 60_000),
      project('promql', ['test/promql/**/*.test.ts'], 120_000),
      project('integration', ['test/integration/**/*.test.ts'], 180_000),
      // What is recorded is never lost, nor made up. One at a time: what is killed at a random moment should be at work at that moment.
      project('crash', ['test/crash/**/*.test.ts'], 240_000, { fileParallelism: false }),
      // Three at work, and one that mostly waits for what takes its time: docs/decisions/0019.
      project('e2e', ['test/e2e/**/*.test.ts'], 120_000, { maxWorkers: 4, sequence: { groupOrder: 1 } }),
      project('package', ['test/package/**/*.test.ts'], 180_000, { fileParallelism: false }),
    ],
  },
});
