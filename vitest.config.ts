import { defineConfig } from 'vitest/config';

/** Tests of the whole system: each file starts every process of it, so they run one after the other. */
const systemTests = ['journeys', 'resilience', 'federation', 'security'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  // Node resolves `main`; without this Vite prefers `module`, and graphql would be loaded twice.
  resolve: { mainFields: ['main'], alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Polling ends as soon as what is waited for is there; the limit is for slow machines.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['**/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'bench/**', ...systemTests],
          globalSetup: ['vitest.globalSetup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: systemTests,
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
