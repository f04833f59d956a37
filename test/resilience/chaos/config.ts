import { z } from 'zod';

const schema = z.object({
  /** How many tasks are to come through. */
  CHAOS_TASKS: z.coerce.number().int().positive().default(120),
  /** What the victims and the pauses between them are drawn from. */
  CHAOS_SEED: z.coerce.number().int().nonnegative().default(1),
});

/** How much chaos, and of what kind. */
export const config = Object.freeze(schema.parse(process.env));
