import {
  databaseOptions,
  kafkaOptions,
  loadConfig,
  outboxOptions,
  passportOptions,
  serverOptions,
} from '@ai-collective/platform';
import { z } from 'zod';

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every option of the storage service; see README.md for what they mean together. */
export const storageConfigSchema = z.object({
  ...serverOptions(4003),
  ...databaseOptions,
  ...kafkaOptions,
  ...passportOptions,
  ...outboxOptions,
  DATA_DIR: z.string().min(1).describe('folder that holds the blobs, used by one storage process only'),
  CAPABILITY_SECRET: z
    .string()
    .min(32)
    .describe(
      'key of at least 32 characters that signs capability URLs, the same in every service that mints them',
    ),
  STORAGE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('http://127.0.0.1:4000/storage')
    .describe('address under which clients reach this service, without a slash at its end'),
  MIN_FREE_BYTES: count(0, Number.MAX_SAFE_INTEGER)
    .default(268_435_456)
    .describe('bytes of the disk that uploads leave free (default 256 MiB)'),
  MAX_UPLOADS: count(1, 10_000).default(32).describe('most uploads at a time; more are refused'),
  MAX_DOWNLOADS: count(1, 10_000).default(256).describe('most downloads at a time; more are refused'),
  TRANSFER_IDLE_SECONDS: count(1, 3_600)
    .default(60)
    .describe('how long an upload or download may stand still before it is ended'),
});

export type StorageConfig = Readonly<z.infer<typeof storageConfigSchema>>;

/** Reads the configuration from the environment. Throws a ConfigError that names what is missing. */
export function loadStorageConfig(environment?: Readonly<Record<string, string | undefined>>): StorageConfig {
  return loadConfig(storageConfigSchema, environment);
}
