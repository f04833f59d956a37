import { pino, type DestinationStream, type Logger } from 'pino';
import { errorForLog } from './errorForLog.js';

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

/** Ends of the names of members that hold secrets, at any depth: `clientSecret`, `x-api-key`, `DATABASE_PASSWORD`, … */
const secretNames =
  'authorization|cookie|password|secret|token|capability|api[-_]?key|passport|credential|private[-_]?(?:key|jwk)';

/** What is replaced inside a finished line, and by what. JSON stays JSON: nothing reaches beyond its own string. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // Members of secret names: strings and lists of strings, then members of JSON that is itself inside a string.
  [
    new RegExp(
      String.raw`("[\w.-]*(?:${secretNames})":)(?:"(?:[^"\\]|\\.)*"|\[(?:"(?:[^"\\]|\\.)*",?)*\])`,
      'gi',
    ),
    '$1"[secret]"',
  ],
  [
    new RegExp(String.raw`(\\+")([\w.-]*(?:${secretNames}))\1\s*:\s*\1(?:(?!\1).)*\1`, 'gi'),
    '$1$2$1:$1[secret]$1',
  ],
  // API keys, session and refresh tokens; JWTs, passports and capabilities; the private part of an Ed25519 JWK.
  [/aic[rs]?_[0-9a-z]{26}_[\w-]{8,}/g, '[secret]'],
  [/eyJ[\w-]+\.[\w-]+\.?[\w-]*/g, '[secret]'],
  [/(?<=\\*"d\\*"\s*:\s*\\*")[\w-]{43,}/g, '[secret]'],
  // Header lines, query strings, passwords in URLs.
  [
    /\b(authorization["'\s]*[:=]["'\s]*(?:(?:basic|bearer|digest)\s+)?|bearer\s+)[^\s"'\\,;[]+/gi,
    '$1[secret]',
  ],
  [/\b(capability|code|password|secret|token|api_key)=[^\s"'\\&;,]+/gi, '$1=[secret]'],
  [/(:\/\/[^/\s:@"\\]*:)[^\s"\\/]+(?=@)/g, '$1[secret]'],
];

/** Replaces credentials inside a text by `[secret]`. */
export function redactText(text: string): string {
  return secrets.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
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
      serializers: { err: errorForLog },
      redact: { paths: secretPaths, censor: '[secret]' },
      hooks: { streamWrite: redactText },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}
