import type { Logger } from '../telemetry/createLogger.js';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

const drainMilliseconds = 15_000;

/**
 * Runs a service until it is told to stop. SIGTERM, SIGINT, or the end of the process that started it
 * (seen as its IPC channel closing) drain it gracefully, 15 s at most. Tells a parent process `{ type: 'ready' }`.
 */
export async function runMain(log: Logger, start: () => Promise<Running>): Promise<void> {
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'a rejection was not handled');
    process.exit(1);
  });
  try {
    const running = await start();
    let stopping = false;
    const stop = (reason: string) => {
      if (stopping) return;
      stopping = true;
      void drain(log, running, reason);
    };
    process.once('SIGTERM', () => stop('SIGTERM'));
    process.once('SIGINT', () => stop('SIGINT'));
    process.once('disconnect', () => stop('the parent process ended'));
    process.send?.({ type: 'ready' });
  } catch (error) {
    log.fatal({ err: error }, 'the service could not start');
    process.send?.({ type: 'failed', message: error instanceof Error ? error.message : 'unknown error' });
    setTimeout(() => process.exit(1), 50);
  }
}

async function drain(log: Logger, running: Running, reason: string): Promise<void> {
  log.info({ reason }, 'stopping');
  setTimeout(() => {
    log.error('the service did not drain in time');
    process.exit(1);
  }, drainMilliseconds).unref();
  try {
    await running.close();
    log.info('stopped');
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'stopping failed');
    process.exit(1);
  }
}
