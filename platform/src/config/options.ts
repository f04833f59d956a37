import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** Options of every process that serves HTTP. */
export const serverOptions = (defaultPort: number) => ({
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  PORT: port
    .default(defaultPort)
    .describe(`port to listen on; 0 takes any free one (default ${defaultPort})`),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least severe level that is logged'),
});

/** Options of every process that has metrics. */
export const metricsOptions = {
  METRICS_PORT: port
    .optional()
    .describe(
      'port for Prometheus to read /metrics at; 0 takes any free one (default: none, metrics are not served)',
    ),
  METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address for that port; metrics name communities, so no public one (default 127.0.0.1)'),
};

/** Options of every process that uses PostgreSQL. */
export const databaseOptions = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('PostgreSQL 15 or newer, with the login role of this service, which owns nothing'),
  DATABASE_OWNER_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      'the same database with a role that may create schemas and roles; given, the service migrates at start',
    ),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('most connections in each of the two pools: of the ORM and of bare statements'),
};

/** Options of every process that uses Kafka. */
export const kafkaOptions = {
  KAFKA_BROKERS: z.string().min(1).describe('Kafka bootstrap addresses, host:port, comma-separated'),
};

/** Options of every subgraph. */
export const passportOptions = {
  PASSPORT_JWKS: z
    .string()
    .min(1)
    .describe(
      'public keys of the gateway: the URL where it publishes them, or a JSON Web Key Set; only passports signed by one of them are accepted',
    ),
};

/** Options of every service that sends events through its outbox. */
export const outboxOptions = {
  OUTBOX_RETENTION_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe('how long sent events are kept, to be sent again to a broker that lost them'),
  OUTBOX_WINDOW: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(5_000)
    .describe(
      'most messages of one topic that are sent and not yet confirmed, where confirmation is asked for',
    ),
};
