import { redactText, type Logger } from '../telemetry/createLogger.js';
import { abandonThreads, endProcess } from './endProcess.js';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

const drainMilliseconds = 15_000;

/**
 * Runs a service until it is told to stop. SIGTERM, SIGINT, or the end of the process that started it
 * (seen as its IPC channel closing) drain it gracefully, 15 s at most, also while it is still starting.
 * Tells a parent process `{ type: 'ready' }`, or `{ type: 'failed', message }` before it exits with 1.
 */
export async function runMain(log: Logger, start: () => Promise<Running>): Promise<void> {
  exitOnMistakes(log);
  let stopping = false;
  // It begins once the signals below are heard: one that came before would end the process undrained.
  const starting = Promise.resolve().then(start);
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    void drain(log, starting, reason);
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  process.once('disconnect', () => stop('the parent process ended'));
  if (process.send !== undefined && !process.connected) stop('the parent process ended');
  try {
    await starting;
    tellParent({ type: 'ready' });
  } catch (error) {
    log.fatal({ err: error }, 'the service could not start');
    const message = error instanceof Error ? redactText(error.message) : 'unknown error';
    tellParent({ type: 'failed', message });
    setTimeout(() => endProcess(1), 50);
  }
}

/** A process in a state nobody foresaw ends, and whoever started it starts it again. */
function exitOnMistakes(log: Logger): void {
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'a rejection was not handled');
    endProcess(1);
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an exception was not caught');
    endProcess(1);
  });
}

function tellParent(message: { readonly type: string; readonly message?: string }): void {
  if (process.connected) process.send?.(message);
}

async function drain(log: Logger, starting: Promise<Running>, reason: string): Promise<void> {
  log.info({ reason }, 'stopping');
  setTimeout(() => {
    log.error('the service did not drain in time');
    abandonThreads();
    endProcess(1);
  }, drainMilliseconds);
  try {
    const running = await starting;
    await running.close();
    log.info('stopped');
    endProcess(0);
  } catch (error) {
    log.error({ err: error }, 'stopping failed');
    endProcess(1);
  }
}
