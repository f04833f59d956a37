import { defineConfig } from 'vitest/config';

/** Tests of the whole system: each file starts every process of it, so they run one after the other. */
const systemTests = ['journeys', 'resilience', 'federation', 'security'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/**
 * Tests of decisions: no I/O, no environment, no mocks, nothing a file could leave behind for the next. They share a
 * process, since loading modules takes them longer than running.
 */
const pureTests = [
  '**/test/**/rules/**/*.test.ts',
  'gateway/test/engine/{plan,execution}/**/*.test.ts',
  'gateway/test/limits/**/*.test.ts',
  'platform/test/authorization/**/*.test.ts',
  'contracts/test/**/*.test.ts',
];

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
          name: 'rules',
          include: pureTests,
          exclude: ['**/node_modules/**', '**/dist/**', 'bench/**'],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['**/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'bench/**', ...pureTests, ...systemTests],
          globalSetup: ['vitest.globalSetup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: systemTests,
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
