import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Node resolves `main`; without this Vite prefers `module`, and graphql would be loaded twice.
  resolve: { mainFields: ['main'], alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'bench/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'forks',
    globalSetup: ['vitest.globalSetup.ts'],
  },
});
