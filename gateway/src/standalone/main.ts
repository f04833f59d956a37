#!/usr/bin/env node
import { AppError, ConfigError, createLogger, runMain } from '@ai-collective/platform/runtime';
import { readOptions, usage, UsageError, type StandaloneOptions } from './options.js';
import { startStandalone } from './startStandalone.js';

/** Says what is wrong in one line, and how it is done right; whatever else happens is the program's own fault. */
function explained(error: unknown): never {
  const isTheirs = error instanceof UsageError || error instanceof ConfigError || error instanceof AppError;
  if (!isTheirs) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${usage}` : ''}`);
  process.exit(2);
}

function optionsGiven(): StandaloneOptions {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    return explained(error);
  }
}

const options = optionsGiven();
const log = createLogger({ service: 'gateway', level: options.config.LOG_LEVEL });

await runMain(log, async () => {
  const server = await startStandalone(options, log).catch(explained);
  process.on('SIGHUP', () => void server.reload());
  log.info({ url: `${server.url}/graphql` }, 'the gateway listens');
  return server;
});
