import { credentialChangesKeptMs } from '@ai-collective/contracts';
import { metricsOptions, serverOptions } from '@ai-collective/platform/runtime';
import { z } from 'zod';

const serviceUrl = (service: string, port: number) =>
  z
    .url({ protocol: /^https?$/ })
    .default(`http://127.0.0.1:${port}`)
    .describe(`where ${service} serves HTTP (default http://127.0.0.1:${port})`);

/** A whole number within bounds, with a default. */
export const whole = (standard: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(standard);

/** Zero stands for no limit. */
const limit = () => whole(0, 0, Number.MAX_SAFE_INTEGER);

const flag = (standard: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(standard)
    .transform((text) => text === 'true');
/** Exact origins, comma-separated: scheme, host and port, nothing else. */
const originList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  )
  .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
    message: 'must be origins such as https://app.example, comma-separated',
  });

/** The options of the gateway: environment variables, their defaults and what they mean. */
export const gatewayConfigSchema = z.object({
  ...serverOptions(4000),
  ...metricsOptions,
  METRICS_COMMUNITIES: whole(1_000, 0, 100_000).describe(
    'most communities that metrics name; the others are counted together (default 1000)',
  ),
  CORS_ORIGINS: originList.describe(
    'origins whose pages may use the gateway, credentials included, comma-separated (default none)',
  ),
  IDENTITY_URL: serviceUrl('identity', 4001),
  COMPUTE_URL: serviceUrl('compute', 4002),
  STORAGE_URL: serviceUrl('storage', 4003),
  GOVERNANCE_URL: serviceUrl('governance', 4004),
  PASSPORT_KEYS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file of the private Ed25519 keys that sign passports, a JSON Web Key Set: each has a kid, and nbf, the Unix second from which it signs; read again every second; this or PASSPORT_PRIVATE_JWK is required',
    ),
  PASSPORT_PRIVATE_JWK: z
    .string()
    .min(1)
    .optional()
    .describe('in place of that file, one key that never changes, as a JSON Web Key'),
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
  SUBGRAPH_RETRY_MS: whole(50, 0, 10_000).describe(
    'longest wait before a query whose connection broke unanswered is sent again, once, ms (default 50; 0: never again)',
  ),
  CIRCUIT_FAILURES: whole(10, 1, 100_000).describe(
    'failures one after the other after which a subgraph is not asked for a moment (default 10)',
  ),
  CIRCUIT_FAILURE_PERCENT: whole(50, 1, 100).describe(
    'share of failures, of at least twice CIRCUIT_FAILURES calls in a window, that does the same (default 50)',
  ),
  CIRCUIT_WINDOW_MS: whole(10_000, 100, 600_000).describe(
    'length of the window in which calls are counted, ms (default 10000)',
  ),
  CIRCUIT_OPEN_MS: whole(1_000, 10, 600_000).describe(
    'how long a subgraph that failed too often is not asked, ms (default 1000)',
  ),
  CIRCUIT_PROBES: whole(3, 1, 1_000).describe(
    'calls that then try it, all of which must succeed before everybody may (default 3)',
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
  MAX_SOCKETS: whole(4_000, 1, 100_000).describe('most open WebSockets of clients (default 4000)'),
  MAX_SOCKETS_PER_PRINCIPAL: whole(32, 1, 100_000).describe(
    'most open WebSockets of one principal, or of one address that is not signed in (default 32)',
  ),
  SOCKET_INIT_MS: whole(3_000, 10, 60_000).describe(
    'longest time a WebSocket may be open before its client says who it is, ms (default 3000)',
  ),
  SOCKET_OPERATIONS: whole(100, 1, 10_000).describe(
    'most operations under way on one WebSocket (default 100)',
  ),
  SUBGRAPH_RESPONSE_BYTES: whole(16_777_216, 1_024, 1_073_741_824).describe(
    'largest answer or event of a subgraph, bytes (default 16 MiB)',
  ),
  SUBSCRIPTION_SILENCE_MS: whole(45_000, 100, 3_600_000).describe(
    'longest silence of a subgraph during a subscription, comments included, ms (default 45000)',
  ),
  SUBSCRIPTION_HEARTBEAT_MS: whole(12_000, 50, 600_000).describe(
    'how often an idle subscriber gets a comment, and a WebSocket a ping, ms (default 12000)',
  ),
  SUBSCRIPTION_QUEUE: whole(256, 1, 100_000).describe(
    'events kept for a slow subscriber before it is dropped (default 256)',
  ),
  CREDENTIAL_CACHE_MS: whole(5_000, 0, 5_000).describe(
    'how long a revoked credential may still work, ms: so long is one trusted without news of changes (default and most 5000)',
  ),
  CREDENTIAL_TRUST_MS: whole(60_000, 0, credentialChangesKeptMs / 2).describe(
    'how long a credential is trusted while identity tells of changes, ms (default 60000, most 300000)',
  ),
  STREAM_CREDENTIAL_CHECK_MS: whole(1_000, 50, 5_000).describe(
    'how often the credential of an open subscription is checked again, ms (default 1000)',
  ),
  STREAM_CREDENTIAL_GRACE_MS: whole(60_000, 0, 600_000).describe(
    'how long an open subscription lasts while its credential cannot be checked, ms (default 60000)',
  ),
  BODY_TIMEOUT_MS: whole(30_000, 50, 600_000).describe(
    'longest wait for the whole body of a GraphQL request, ms (default 30000)',
  ),
  HEADERS_TIMEOUT_MS: whole(30_000, 50, 600_000).describe(
    'longest wait for the head of a request, ms (default 30000)',
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
  PLANNING_TIMEOUT_MS: whole(10_000, 100, 600_000).describe(
    'longest planning of an operation, ms; a fifth of it while others wait to be planned (default 10000)',
  ),
  LIMIT_DEPTH: whole(30, 1, 45).describe('deepest nesting of fields, fragments included (default 30)'),
  LIMIT_ALIASES: whole(500, 0, 100_000).describe('most aliases, fragments written out (default 500)'),
  LIMIT_ROOT_FIELDS: whole(100, 1, 10_000).describe('most fields at the root (default 100)'),
  LIMIT_SELECTIONS: whole(10_000, 1, 1_000_000).describe(
    'most fields, fragments written out (default 10000)',
  ),
  LIMIT_DIRECTIVES: whole(500, 0, 100_000).describe('most directives, fragments written out (default 500)'),
  LIMIT_TOKENS: whole(15_000, 10, 1_000_000).describe('most tokens in a document (default 15000)'),
  LIMIT_CHARACTERS: whole(262_144, 100, 1_048_576).describe(
    'most characters in a document, comments included (default 262144)',
  ),
  LIMIT_LINES: whole(15_000, 10, 1_000_000).describe('most lines of a document (default 15000)'),
  LIMIT_OPERATIONS: whole(50, 1, 10_000).describe('most operations in a document (default 50)'),
  LIMIT_FRAGMENTS: whole(500, 0, 10_000).describe('most named fragments in a document (default 500)'),
  LIMIT_VARIABLES: whole(500, 0, 10_000).describe('most variables one operation defines (default 500)'),
  LIMIT_ARGUMENTS: whole(100, 1, 10_000).describe('most arguments of one field or directive (default 100)'),
  LIMIT_INPUT_OBJECTS: whole(150, 0, 100_000).describe(
    'most input objects written in a document, those in variables not counted (default 150)',
  ),
  LIMIT_COMPARISONS: whole(30_000, 0, 10_000_000).describe(
    'most pairs of fields of one name, or of fragments, in one place that validation compares (default 30000)',
  ),
  LIMIT_SUGGESTIONS: whole(3, 0, 10).describe(
    'most errors of one document that suggest names of the schema; none do without introspection (default 3)',
  ),
  LIMIT_INTROSPECTION_LISTS: whole(15, 0, 10_000).describe(
    'most lists of the schema, and aliases, that introspection selects; usual tools select 9 (default 15)',
  ),
  LIMIT_INTROSPECTION_DEPTH: whole(2, 0, 10).describe(
    'most lists of types, fields and values in each other that introspection selects; usual tools select 2 (default 2)',
  ),
  INTROSPECTION: flag('true').describe(
    'whether clients may ask for the schema, true or false (default true)',
  ),
  LIMIT_VARIABLES_BYTES: whole(1_048_576, 2, 1_073_741_824).describe(
    'most bytes of variables as JSON (default 1 MiB, the largest body)',
  ),
  LIMIT_VARIABLES_DEPTH: whole(32, 1, 200).describe(
    'deepest nesting of lists and objects in variables (default 32)',
  ),
  LIMIT_VARIABLES_VALUES: whole(50_000, 1, 10_000_000).describe(
    'most values in variables, lists and objects included (default 50000)',
  ),
  LIMIT_VARIABLES_FIELDS: whole(100_000, 1, 10_000_000).describe(
    'most fields of input objects in variables, those counted that are left out (default 100000)',
  ),
  COST_MAX: limit().describe('highest static cost of one operation; 0 for any (default 0)'),
  COST_LIST_SIZE: whole(10, 0, 1_000_000).describe(
    'items counted for a list that no @listSize tells of (default 10)',
  ),
  COST_REPORT: flag('true').describe(
    'whether responses tell their cost where costs are counted, true or false; without, budgets pay the estimate (default true)',
  ),
  COST_PER_MINUTE_COMMUNITY: limit().describe(
    'cost that one community may cause in a minute; 0 for any (default 0)',
  ),
  COST_PER_MINUTE_SUBJECT: limit().describe(
    'cost that one principal, or one address that is not signed in, may cause in a minute; 0 for any (default 0)',
  ),
  RATE_COMMUNITY: limit().describe(
    'requests a second of one community in the long run; 0 for any (default 0)',
  ),
  RATE_COMMUNITY_BURST: whole(1_000, 1, 1_000_000_000).describe(
    'most requests at once of one community that has rested (default 1000)',
  ),
  RATE_SUBJECT: limit().describe(
    'requests a second of one principal, or of one address that is not signed in, in the long run; 0 for any (default 0)',
  ),
  RATE_SUBJECT_BURST: whole(100, 1, 1_000_000_000).describe(
    'most requests at once of one principal or address that has rested (default 100)',
  ),
  RATE_REMEMBERED: whole(100_000, 100, 10_000_000).describe(
    'most communities and principals whose rates are remembered (default 100000)',
  ),
  TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe('file of the documents that every community trusts: a persisted query manifest, or JSON by id'),
  TRUSTED_DOCUMENTS_MODE: z
    .enum(['off', 'log', 'enforce'])
    .default('off')
    .describe('what happens to documents that are not trusted: off, log or enforce (default off: nothing)'),
  AUTOMATIC_DOCUMENTS: flag('true').describe(
    'whether clients may register documents by their hash (automatic persisted queries), true or false (default true)',
  ),
  AUTOMATIC_DOCUMENTS_BYTES: whole(1_048_576, 1_024, 1_073_741_824).describe(
    'room for documents registered by hash, for each community, bytes (default 1 MiB)',
  ),
  AUTOMATIC_DOCUMENTS_COMMUNITIES: whole(100, 1, 100_000).describe(
    'most communities whose registered documents are remembered (default 100)',
  ),
});

export type GatewayConfig = Readonly<z.infer<typeof gatewayConfigSchema>>;
