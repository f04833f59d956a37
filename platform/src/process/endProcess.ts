let threadsAbandoned = false;

/** Says that a native thread was given up on that may never end, for example of a Kafka client whose broker is gone. */
export function abandonThreads(): void {
  threadsAbandoned = true;
}

/**
 * Ends this process, come what may. `process.exit` first waits for every thread of libuv's pool, which would be for ever
 * once one was abandoned, so the process then ends by SIGKILL.
 */
export function endProcess(code: number): void {
  if (threadsAbandoned) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}
