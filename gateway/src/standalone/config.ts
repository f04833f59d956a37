import { loadConfig } from '@ai-collective/platform/runtime';
import type { z } from 'zod';
import { gatewayConfigSchema, whole } from '../config.js';

/** Everything of the gateway's configuration that has nothing to do with the platform behind it. */
const standaloneConfigSchema = gatewayConfigSchema
  .pick({
    HOST: true,
    PORT: true,
    LOG_LEVEL: true,
    METRICS_PORT: true,
    METRICS_HOST: true,
    METRICS_COMMUNITIES: true,
    CORS_ORIGINS: true,
    BODY_TIMEOUT_MS: true,
    HEADERS_TIMEOUT_MS: true,
    SUBGRAPH_TIMEOUT_MS: true,
    SUBGRAPH_CONNECTIONS: true,
    SUBGRAPH_RESPONSE_BYTES: true,
    SUBGRAPH_RETRY_MS: true,
    CIRCUIT_FAILURES: true,
    CIRCUIT_FAILURE_PERCENT: true,
    CIRCUIT_WINDOW_MS: true,
    CIRCUIT_OPEN_MS: true,
    CIRCUIT_PROBES: true,
    MAX_REQUESTS: true,
    MAX_STREAMS: true,
    MAX_SOCKETS: true,
    SOCKET_INIT_MS: true,
    SOCKET_OPERATIONS: true,
    SUBSCRIPTION_SILENCE_MS: true,
    SUBSCRIPTION_HEARTBEAT_MS: true,
    SUBSCRIPTION_QUEUE: true,
    PLANNING_TIMEOUT_MS: true,
    LIMIT_DEPTH: true,
    LIMIT_ALIASES: true,
    LIMIT_ROOT_FIELDS: true,
    LIMIT_SELECTIONS: true,
    LIMIT_TOKENS: true,
    LIMIT_CHARACTERS: true,
    LIMIT_LINES: true,
    LIMIT_OPERATIONS: true,
    LIMIT_FRAGMENTS: true,
    LIMIT_VARIABLES: true,
    LIMIT_ARGUMENTS: true,
    LIMIT_INPUT_OBJECTS: true,
    LIMIT_COMPARISONS: true,
    LIMIT_SUGGESTIONS: true,
    LIMIT_INTROSPECTION_LISTS: true,
    LIMIT_INTROSPECTION_DEPTH: true,
    INTROSPECTION: true,
    LIMIT_DIRECTIVES: true,
    LIMIT_VARIABLES_BYTES: true,
    LIMIT_VARIABLES_DEPTH: true,
    LIMIT_VARIABLES_VALUES: true,
    LIMIT_VARIABLES_FIELDS: true,
    COST_MAX: true,
    COST_LIST_SIZE: true,
    COST_REPORT: true,
    COST_PER_MINUTE_COMMUNITY: true,
    COST_PER_MINUTE_SUBJECT: true,
    RATE_COMMUNITY: true,
    RATE_COMMUNITY_BURST: true,
    RATE_SUBJECT: true,
    RATE_SUBJECT_BURST: true,
    RATE_REMEMBERED: true,
    TRUSTED_DOCUMENTS: true,
    TRUSTED_DOCUMENTS_MODE: true,
    AUTOMATIC_DOCUMENTS: true,
    AUTOMATIC_DOCUMENTS_BYTES: true,
    AUTOMATIC_DOCUMENTS_COMMUNITIES: true,
  })
  .extend({
    // Without sign-in all clients behind a proxy are one address.
    MAX_REQUESTS_PER_PRINCIPAL: whole(4_000, 1, 100_000).describe(
      'most GraphQL requests in flight of one address (default 4000)',
    ),
    MAX_STREAMS_PER_PRINCIPAL: whole(2_000, 1, 100_000).describe(
      'most open subscriptions of one address (default 2000)',
    ),
    MAX_SOCKETS_PER_PRINCIPAL: whole(4_000, 1, 100_000).describe(
      'most open WebSockets of one address (default 4000)',
    ),
  });

export type StandaloneConfig = Readonly<z.infer<typeof standaloneConfigSchema>>;

/** Reads the options from the environment, those given on the command line before it. Throws ConfigError. */
export function loadStandaloneConfig(
  given: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StandaloneConfig {
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  return loadConfig(standaloneConfigSchema, { ...environment, ...Object.fromEntries(stated) });
}
