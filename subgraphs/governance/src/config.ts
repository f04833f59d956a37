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
  CHECKPOINT_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be 32 bytes, base64url')
    .describe('seed of the Ed25519 key that signs audit logs; who verifies them is given its public half'),
  CHECKPOINT_NAME: z
    .string()
    .regex(/^[^\s+]{1,100}$/u, 'must have neither spaces nor plus signs')
    .default('ai-collective')
    .describe(
      'the name the key signs with, with which the names of logs begin: one of its own for each installation',
    ),
});

export type GovernanceConfig = Readonly<z.infer<typeof configSchema>>;

/** Reads and checks the environment. Throws a ConfigError naming what is missing or malformed. */
export function loadGovernanceConfig(): GovernanceConfig {
  return loadConfig(configSchema);
}
