import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { errors } from '../errors.js';

/** A key of a community, in its own transaction, locked until that ends. Throws API_KEY_NOT_FOUND. */
export async function loadApiKey(
  em: EntityManager,
  { community, id }: { readonly community: string; readonly id: string },
): Promise<ApiKeyRow> {
  const key = await em.findOne(ApiKey, { id, tenantId: community }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (key === null) throw errors.API_KEY_NOT_FOUND();
  return key;
}
