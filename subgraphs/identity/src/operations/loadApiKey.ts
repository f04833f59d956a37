import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { errors } from '../errors.js';

/** A key of the transaction's community, locked when it is about to change. Throws API_KEY_NOT_FOUND. */
export async function loadApiKey(
  em: EntityManager,
  id: string,
  options: { readonly lock: boolean },
): Promise<ApiKeyRow> {
  const key = await em.findOne(ApiKey, { id }, options.lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {});
  if (key === null) throw errors.API_KEY_NOT_FOUND();
  return key;
}
