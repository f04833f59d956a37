import {
  databaseOptions,
  kafkaOptions,
  loadConfig,
  outboxOptions,
  passportOptions,
  serverOptions,
} from '@ai-collective/platform';
import { z } from 'zod';

const configSchema = z.object({
  ...serverOptions(4004),
  ...databaseOptions,
  ...kafkaOptions,
  ...passportOptions,
  ...outboxOptions,
});

export type GovernanceConfig = Readonly<z.infer<typeof configSchema>>;

/** Reads and checks the environment. Throws a ConfigError naming what is missing or malformed. */
export function loadGovernanceConfig(): GovernanceConfig {
  return loadConfig(configSchema);
}
