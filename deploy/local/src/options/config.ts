import { loadConfig } from '@ai-collective/platform/runtime';
import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('a PostgreSQL of your own, with a role that may create roles and schemas'),
  KAFKA_BROKERS: z.string().optional().describe('a Kafka of your own: host:port, comma-separated'),
  OIDC_ALLOW_LOOPBACK: z
    .stringbool()
    .default(false)
    .describe('lets communities trust issuers on this very machine, to try single sign-on out'),
  LOG_LEVEL: z.string().default('info').describe('least severe level the services log'),
});

/** What the launcher takes from the environment. */
export function launcherConfig() {
  return loadConfig(schema);
}
