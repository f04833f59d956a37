import {
  databaseOptions,
  kafkaOptions,
  loadConfig,
  outboxOptions,
  passportOptions,
  serverOptions,
} from '@ai-collective/platform';
import { apiKeyPattern } from '@ai-collective/contracts';
import { z } from 'zod';
import { slugPattern } from './rules/slug.js';

const configSchema = z.object({
  ...serverOptions(4001),
  ...databaseOptions,
  ...kafkaOptions,
  ...passportOptions,
  ...outboxOptions,
  IDENTITY_KEYS_FILE: z
    .string()
    .optional()
    .describe(
      'file of the private Ed25519 keys that sign access tokens, a JSON Web Key Set: each has a kid, and nbf, the Unix second from which it signs; read again every second; this or IDENTITY_SIGNING_JWK is required',
    ),
  IDENTITY_SIGNING_JWK: z
    .string()
    .optional()
    .describe('in place of that file, one key that never changes, as JSON Web Key text'),
  IDENTITY_SEALING_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 random bytes as base64url')
    .describe(
      "seals the client secrets of communities' issuers and unfinished sign-ins: 32 random bytes, base64url",
    ),
  OIDC_ALLOW_LOOPBACK: z
    .stringbool()
    .default(false)
    .describe('lets communities trust issuers on this very machine, even without TLS: for development only'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:4000')
    .describe('where people reach the gateway; sign-in links start with it, and https makes cookies Secure'),
  PUBLIC_DISPATCHER_URL: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe(
      'where devices reach a dispatcher; told to machines that join, which must be told otherwise without',
    ),
  BOOTSTRAP_COMMUNITY_SLUG: z
    .string()
    .regex(slugPattern, 'must be lower-case letters, digits and hyphens')
    .optional()
    .describe('slug of a community to create at start when it is missing'),
  BOOTSTRAP_COMMUNITY_NAME: z.string().max(100).optional().describe('its name (default: its slug)'),
  BOOTSTRAP_OWNER_NAME: z
    .string()
    .max(100)
    .default('Owner')
    .describe('name of the person who owns the community, created when it has no owner'),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(apiKeyPattern, 'must look like aic_<id>_<secret>')
    .optional()
    .describe('API key of the community with the role OWNER, created when it is missing'),
});

export type IdentityConfig = Readonly<z.infer<typeof configSchema>>;

/** Reads and checks the environment. Throws a ConfigError naming what is missing or malformed. */
export function loadIdentityConfig(
  environment?: Readonly<Record<string, string | undefined>>,
): IdentityConfig {
  return environment === undefined ? loadConfig(configSchema) : loadConfig(configSchema, environment);
}
