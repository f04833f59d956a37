import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Where secrets could be when objects are logged. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'capability',
  'apiKey',
  'code',
  'headers.authorization',
  'headers.cookie',
  'headers["x-api-key"]',
  'headers["x-aic-passport"]',
  'req.headers',
  'res.headers',
];

/** Everything that looks like a credential inside a text: API keys, JWTs, capabilities, passwords in URLs. */
const secretText =
  /aic_[0-9a-z]{26}_[\w-]{43}|eyJ[\w-]+\.[\w-]+\.?[\w-]*|(?<=capability=)[\w.%-]+|(?<=code=)[\w%-]+|(?<=:\/\/[^/\s:@]+:)[^@\s]+(?=@)/g;

/** Replaces credentials inside a text by `[secret]`. */
export function redactText(text: string): string {
  return text.replace(secretText, '[secret]');
}

/**
 * A JSON logger that cannot print what looks like a credential: known fields are censored by path,
 * and every finished line is searched for API keys, tokens, capabilities and passwords in URLs.
 */
export function createLogger(
  options: { readonly service: string; readonly level: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[secret]' },
      hooks: { streamWrite: redactText },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}
