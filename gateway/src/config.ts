import { serverOptions } from '@ai-collective/platform/runtime';
import { z } from 'zod';

const serviceUrl = (service: string, port: number) =>
  z
    .url({ protocol: /^https?$/ })
    .default(`http://127.0.0.1:${port}`)
    .describe(`where ${service} serves HTTP (default http://127.0.0.1:${port})`);

/** A whole number within bounds, with a default. */
export const whole = (standard: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(standard);

/** The options of the gateway: environment variables, their defaults and what they mean. */
export const gatewayConfigSchema = z.object({
  ...serverOptions(4000),
  IDENTITY_URL: serviceUrl('identity', 4001),
  COMPUTE_URL: serviceUrl('compute', 4002),
  STORAGE_URL: serviceUrl('storage', 4003),
  GOVERNANCE_URL: serviceUrl('governance', 4004),
  PASSPORT_PRIVATE_JWK: z
    .string()
    .min(1)
    .describe('private Ed25519 key that signs passports, as a JSON Web Key with a kid'),
  KAFKA_BROKERS: z
    .string()
    .optional()
    .describe(
      'Kafka bootstrap addresses; given, passports carry the version of the policy in force, otherwise 0',
    ),
  WEB_ROOT: z
    .string()
    .optional()
    .describe('folder of the built web app; without it the gateway serves no pages'),
  SUPERGRAPH_POLL_MS: whole(5_000, 50, 3_600_000).describe(
    'how often subgraphs are asked for their schema, ms (default 5000)',
  ),
  SUBGRAPH_TIMEOUT_MS: whole(60_000, 10, 600_000).describe(
    'longest wait for a whole answer of a subgraph, ms (default 60000)',
  ),
  SUBGRAPH_CONNECTIONS: whole(256, 1, 10_000).describe(
    'most connections to one subgraph, subscriptions aside (default 256)',
  ),
  MAX_REQUESTS: whole(4_000, 1, 100_000).describe('most GraphQL requests in flight (default 4000)'),
  MAX_REQUESTS_PER_PRINCIPAL: whole(64, 1, 100_000).describe(
    'most GraphQL requests in flight of one principal, or of one address that is not signed in (default 64)',
  ),
  MAX_STREAMS: whole(2_000, 1, 100_000).describe(
    'most open subscriptions, which have connections to the subgraphs of their own (default 2000)',
  ),
  MAX_STREAMS_PER_PRINCIPAL: whole(32, 1, 100_000).describe(
    'most open subscriptions of one principal, or of one address that is not signed in (default 32)',
  ),
  SUBGRAPH_RESPONSE_BYTES: whole(16_777_216, 1_024, 1_073_741_824).describe(
    'largest answer or event of a subgraph, bytes (default 16 MiB)',
  ),
  SUBSCRIPTION_SILENCE_MS: whole(45_000, 100, 3_600_000).describe(
    'longest silence of a subgraph during a subscription, comments included, ms (default 45000)',
  ),
  SUBSCRIPTION_HEARTBEAT_MS: whole(12_000, 50, 600_000).describe(
    'how often an idle subscriber gets a comment, ms (default 12000)',
  ),
  SUBSCRIPTION_QUEUE: whole(256, 1, 100_000).describe(
    'events kept for a slow subscriber before it is dropped (default 256)',
  ),
  CREDENTIAL_CACHE_MS: whole(5_000, 0, 5_000).describe(
    'how long a resolved credential is trusted, ms (default and most 5000)',
  ),
  STREAM_CREDENTIAL_CHECK_MS: whole(1_000, 50, 5_000).describe(
    'how often the credential of an open subscription is checked again, ms (default 1000)',
  ),
  STREAM_CREDENTIAL_GRACE_MS: whole(60_000, 0, 600_000).describe(
    'how long an open subscription lasts while its credential cannot be checked, ms (default 60000)',
  ),
  BODY_IDLE_MS: whole(30_000, 50, 600_000).describe(
    'longest time a body on its way to storage may stand still, ms (default 30000)',
  ),
  PROXY_TIMEOUT_MS: whole(60_000, 100, 3_600_000).describe(
    'longest silence while streaming to or from storage and identity, ms (default 60000)',
  ),
  COMMUNITY_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/, 'must be a domain in lower-case letters')
    .optional()
    .describe('domain whose hosts <slug>.DOMAIN each choose a community; without it hosts choose none'),
  VARIANT_MEMORY_MB: whole(128, 1, 65_536).describe(
    "memory that communities' own supergraphs may take, estimated, MiB (default 128)",
  ),
  VARIANT_WARM_OPERATIONS: whole(50, 0, 256).describe(
    'most operations planned ahead before a new supergraph is in force (default 50)',
  ),
  VARIANT_WARM_MS: whole(1_000, 0, 60_000).describe('longest time for that, ms (default 1000)'),
  VARIANT_WAIT_MS: whole(10_000, 10, 120_000).describe(
    "longest that a request waits for its community's supergraph, ms (default 10000)",
  ),
  COMMUNITY_SUBGRAPH_TIMEOUT_MS: whole(10_000, 10, 600_000).describe(
    "longest wait for a whole answer of a community's own subgraph, ms (default 10000)",
  ),
  COMMUNITY_SUBGRAPH_CONNECTIONS: whole(16, 1, 1_000).describe(
    "most connections to a community's own subgraph, and as many for subscriptions (default 16)",
  ),
  COMMUNITY_SUBGRAPH_RESPONSE_BYTES: whole(4_194_304, 1_024, 1_073_741_824).describe(
    "largest answer or event of a community's own subgraph, bytes (default 4 MiB)",
  ),
  COMMUNITY_EGRESS_PORTS: z
    .string()
    .regex(/^\d{1,5}(?:,\d{1,5})*$/, 'must be ports, separated by commas')
    .default('443')
    .transform((ports) => ports.split(',').map(Number))
    .describe("ports that communities' own subgraphs may have, separated by commas (default 443)"),
  COMMUNITY_EGRESS_HTTP: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe(
      "whether communities' own subgraphs may be called without encryption; for tests (default false)",
    ),
  LIMIT_DEPTH: whole(30, 1, 45).describe('deepest nesting of fields, fragments included (default 30)'),
  LIMIT_ALIASES: whole(500, 0, 100_000).describe('most aliases, fragments written out (default 500)'),
  LIMIT_ROOT_FIELDS: whole(100, 1, 10_000).describe('most fields at the root (default 100)'),
  LIMIT_SELECTIONS: whole(10_000, 1, 1_000_000).describe(
    'most fields, fragments written out (default 10000)',
  ),
  LIMIT_TOKENS: whole(15_000, 10, 1_000_000).describe('most tokens in a document (default 15000)'),
});

export type GatewayConfig = Readonly<z.infer<typeof gatewayConfigSchema>>;
