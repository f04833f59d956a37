import type { z } from 'zod';
import { errors } from '../errors.js';

/** Checks what a caller sent. Throws BAD_USER_INPUT naming the first field that does not fit. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw errors.BAD_USER_INPUT({
    field: issue?.path.map(String).join('.') ?? '',
    problem: issue?.message ?? 'is not valid',
  });
}
