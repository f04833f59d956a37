import { kafkaOptions, loadConfig, metricsOptions, serverOptions } from '@ai-collective/platform/runtime';
import { z } from 'zod';

const count = z.coerce.number().int().positive();
const milliseconds = z.coerce.number().int().nonnegative();

/** Every option of the dispatcher, with its default. */
export const dispatcherConfigSchema = z.object({
  ...serverOptions(4005),
  ...metricsOptions,
  ...kafkaOptions,
  CAPABILITY_SECRET: z
    .string()
    .min(32)
    .describe(
      'secret of at least 32 characters that signs download and upload URLs; the same as for storage',
    ),
  STORAGE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('http://127.0.0.1:4000/storage')
    .describe('where agents reach storage over HTTP; blob paths are appended'),
  FLEET_IDS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()])))
    .describe('fleets to serve, comma-separated (default: all of them, also those opened later)'),
  NEWEST_AGENT_VERSION: z
    .string()
    .regex(/^(\d+\.\d+\.\d+)?$/)
    .default('')
    .describe(
      'the version of the agent that is out, told to devices so that their owners see it (default: nothing is told)',
    ),
  MAX_CONNECTIONS: count.default(10_000).describe('most devices connected at once'),
  QUEUE_MAX_TASKS: count.default(20_000).describe('tasks waiting here above which reading from Kafka pauses'),
  QUEUE_MAX_BYTES: count.default(268_435_456).describe('bytes of waiting tasks above which reading pauses'),
  RECENT_RESULTS: count.default(5_000).describe('published results kept, in case the broker forgets them'),
  HELD_RESULTS: count.default(2_000).describe('most results held whose task has not come from Kafka yet'),
  HELD_RESULT_MS: milliseconds.default(60_000).describe('how long such a result waits for its task, ms'),
  RECONNECT_GRACE_MS: milliseconds
    .default(2_000)
    .describe(
      'after a start, how long devices may come back with running tasks before any is leased anew, ms',
    ),
  RUNTIME_GRACE_MS: milliseconds
    .default(60_000)
    .describe("added to a task's runtime limit for downloads before the dispatcher cancels it, ms"),
  ATTEMPT_SHORTEST_MS: count
    .default(2_000)
    .describe('the nearest deadline of an attempt on a device that has run its model, ms'),
  ATTEMPT_LONGEST_MS: count
    .default(600_000)
    .describe('the furthest deadline that follows from how long such tasks take, ms'),
  OUTPUT_MAX_BYTES: count.default(67_108_864).describe('largest output blob a device may upload, bytes'),
  DRAIN_MS: milliseconds
    .default(5_000)
    .describe('on shutdown, how long results in hand may take to be published, ms'),
});

export type DispatcherConfig = Readonly<z.infer<typeof dispatcherConfigSchema>>;

/** Reads the dispatcher's configuration from the environment. Throws a ConfigError that names what is wrong. */
export function loadDispatcherConfig(
  environment?: Readonly<Record<string, string | undefined>>,
): DispatcherConfig {
  return loadConfig(dispatcherConfigSchema, environment);
}
