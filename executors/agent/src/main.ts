#!/usr/bin/env node
import { readConfig } from './config.js';
import { createLogger } from './createLogger.js';
import { startAgent } from './startAgent.js';

/** Ends the process if stopping hangs. */
const stopMarginMs = 5_000;

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.logLevel);
  const childEntry = new URL('./children/inferenceChild.js', import.meta.url);
  const agent = await startAgent({ ...config, childEntry, log });
  log.info({ deviceId: agent.deviceId, port: agent.statusPort, cores: config.cores }, 'agent started');
  const stop = (reason: string): void => {
    log.info({ reason }, 'agent stopping');
    setTimeout(() => process.exit(1), config.drainMs + stopMarginMs).unref();
    void agent.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', () => stop('the parent process ended'));
  process.send?.({ type: 'ready' });
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
});
