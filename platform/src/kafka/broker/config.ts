import { z } from 'zod';
import { loadConfig } from '../../config/loadConfig.js';
import { serverOptions } from '../../config/options.js';

const schema = z.object({
  ...serverOptions(4092),
  MAX_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .default(512)
    .describe('most client connections at once; further ones are refused'),
});

/** Reads the broker's options from the environment. Throws a ConfigError that names what is wrong. */
export function brokerConfig(): Readonly<z.infer<typeof schema>> {
  return loadConfig(schema);
}
