import { z } from 'zod';

/** What the first run takes from the environment. */
export const firstRunOptions = z.object({
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).describe('the gateway of the installation'),
  AIC_API_KEY: z.string().min(1).describe('the API key the installation began with'),
  PATIENCE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(120)
    .describe('how long to wait for the gateway'),
});
