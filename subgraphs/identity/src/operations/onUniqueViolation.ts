import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { AppError } from '@ai-collective/platform';

/** Runs an insert; a row that exists already becomes the given error. The transaction is lost either way. */
export async function onUniqueViolation<T>(work: () => Promise<T>, error: () => AppError): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof UniqueConstraintViolationException ? error() : cause;
  }
}
