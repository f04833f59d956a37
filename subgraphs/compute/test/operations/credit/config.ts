import { z } from 'zod';

/** How much the test of the ledger does; more is for measuring by hand. */
export const config = z
  .object({
    CREDIT_OPERATIONS: z.coerce.number().int().positive().default(2_000),
    CREDIT_SEED: z.coerce.number().int().positive().default(1),
  })
  .parse(process.env);
