import { z } from 'zod';

const schema = z.object({
  /** How many random operations are made in each mode. */
  LEAK_OPERATIONS: z.coerce.number().int().positive().default(200),
  /** What the operations are drawn from: the same seed draws the same ones. */
  LEAK_SEED: z.coerce.number().int().nonnegative().default(1),
  /** The batch to begin with, of 400 operations each: to see a leak again. */
  LEAK_FIRST_BATCH: z.coerce.number().int().nonnegative().default(0),
  /** How many pairs of answers are timed for each operation, at first. */
  LEAK_TIMED_PAIRS: z.coerce.number().int().positive().default(8),
});

/** How much is tried, and with what luck. */
export const config = Object.freeze(schema.parse(process.env));
