import type { Client } from 'node-rdkafka';
import type { Logger } from 'pino';

/** Facility librdkafka logs under when nobody has asked the consumer for messages for too long. */
const pollExceeded = 'MAXPOLL';

interface ClientLogLine {
  readonly severity: number;
  readonly fac: string;
  readonly message: string;
}

/**
 * Sends what librdkafka logs to our log instead of standard error: its errors (syslog severity 3 and worse) as
 * warnings, because it recovers from nearly all of them by itself, and the rest as debug.
 */
export function forwardClientLog(
  client: Client<'event.log'>,
  log: Logger,
  onPollExceeded?: () => void,
): void {
  client.on('event.log', (line: ClientLogLine) => {
    const level = line.severity <= 3 ? 'warn' : 'debug';
    log[level]({ kafka: line.fac }, line.message);
    if (line.fac === pollExceeded) onPollExceeded?.();
  });
}
