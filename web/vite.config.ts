import { defineConfig } from 'vite';

/** The gateway that `npm start` runs; the development server passes it what is not a page. */
const gateway = 'http://127.0.0.1:4000';

export default defineConfig({
  build: {
    target: 'es2022',
    // The pages run under a content security policy without inline scripts or data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 3_000,
    rolldownOptions: {
      // React's "use client" marks say nothing to a page without server components.
      onLog: (level, log, write) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') write(level, log);
      },
      input: {
        home: 'index.html',
        signIn: 'sign-in/index.html',
        account: 'account/index.html',
        device: 'device/index.html',
        join: 'join/index.html',
        graphiql: 'graphiql/index.html',
      },
    },
  },
  server: {
    proxy: {
      '/graphql': gateway,
      '/readyz': gateway,
      // Identity lets only its own pages sign people in.
      '/auth': { target: gateway, headers: { origin: gateway } },
    },
  },
});
