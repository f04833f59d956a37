import type { EntityManager } from '@ai-collective/platform';
import { LinkedAccount, type LinkedAccountRow } from '../entities/LinkedAccount.js';

interface NamedAccount {
  readonly issuer: string;
  readonly subject: string;
}

/** The person's link to an account, or null. Until the transaction ends, nobody else finds out about this account. */
export async function findLinkedAccount(
  em: EntityManager,
  { issuer, subject }: NamedAccount,
): Promise<LinkedAccountRow | null> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${issuer} ${subject}`]);
  return em.findOne(LinkedAccount, { issuer, subject });
}
