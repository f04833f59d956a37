import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';

/** Whether an insertion failed because a row with the same unique values exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof UniqueConstraintViolationException;
}
