import { createLogger, runMain } from '@ai-collective/platform/runtime';
import { postgresConfig } from './config.js';
import { startPostgres } from './PostgresServer.js';

const log = createLogger({ service: 'postgres', level: 'info' });

await runMain(log, async () => {
  const config = postgresConfig();
  const server = await startPostgres({
    folder: config.POSTGRES_FOLDER,
    port: config.POSTGRES_PORT,
    password: config.POSTGRES_PASSWORD,
    onLog: (line) => log.info(line),
  });
  let stopping = false;
  void server.exited.then(() => {
    if (!stopping) process.exit(1);
  });
  return {
    close: () => {
      stopping = true;
      return server.stop();
    },
  };
});
