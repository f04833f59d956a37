import { type DestinationStream, type Logger, pino } from 'pino';
import { redactSecrets } from './rules/redactSecrets.js';

/** JSON lines on standard output, or on `destination`; capabilities and keys never appear in them. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'agent' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['authorization', 'apiKey', '*.authorization', '*.apiKey'], censor: '[redacted]' },
    hooks: { streamWrite: redactSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
