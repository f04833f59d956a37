import {
  databaseOptions,
  kafkaOptions,
  loadConfig,
  metricsOptions,
  outboxOptions,
  passportOptions,
  serverOptions,
} from '@ai-collective/platform';
import { z } from 'zod';

/** Every option of the compute service. */
export const computeConfigSchema = z.object({
  ...serverOptions(4002),
  ...metricsOptions,
  ...databaseOptions,
  ...kafkaOptions,
  ...passportOptions,
  ...outboxOptions,
  CAPABILITY_SECRET: z
    .string()
    .min(32)
    .describe(
      'signs capabilities for blobs; the same 32 or more characters in storage, compute and dispatcher',
    ),
  WEBHOOKS_ALLOW_LOOPBACK: z
    .stringbool()
    .default(false)
    .describe('lets jobs call webhooks on this very machine, even without TLS: for development only'),
  STORAGE_URL: z
    .url({ protocol: /^https?$/ })
    .describe('where the storage service is reached, for example http://127.0.0.1:4003'),
});

export type ComputeConfig = Readonly<z.infer<typeof computeConfigSchema>>;

/** Reads the options from the environment. Throws a ConfigError that names what is missing or malformed. */
export function loadComputeConfig(environment?: Readonly<Record<string, string | undefined>>): ComputeConfig {
  return loadConfig(computeConfigSchema, environment);
}
