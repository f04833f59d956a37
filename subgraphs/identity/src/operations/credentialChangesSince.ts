import {
  credentialChangesKeptMs,
  credentialChangesLimit,
  type CredentialChanges,
  type CredentialChangesQuestion,
} from '@ai-collective/contracts';
import type { Services } from './Services.js';

/** Transactions may have begun that much before they ended. */
const longestTransactionMs = 300_000;

const forgetOld = `delete from credential_change where happened_at < clock_timestamp() - ? * interval '1 millisecond'`;

/**
 * What is at or after the place, which is the oldest transaction that was still under way when the place was given. A place
 * that is ahead of all transactions is of another database, before it was restored: then everything that is known is told.
 */
const changesSince = `
  select pg_snapshot_xmin(snapshot)::text as next, array(
    select distinct subject from credential_change
    where change >= ?::xid8 or ?::xid8 > pg_snapshot_xmax(snapshot) limit ?
  ) as subjects
  from pg_current_snapshot() snapshot
`;

interface Row {
  readonly next: string;
  readonly subjects: readonly (string | null)[];
}

/** Whose credentials changed since a place in the order of changes, and the place to go on from. */
export async function credentialChangesSince(
  { database }: Pick<Services, 'database'>,
  { since }: CredentialChangesQuestion,
): Promise<CredentialChanges> {
  return database.withoutTenant(async (em) => {
    await em.execute(forgetOld, [credentialChangesKeptMs + longestTransactionMs]);
    const most = since === null ? 0 : credentialChangesLimit + 1;
    const [row] = await em.execute<Row[]>(changesSince, [since ?? '0', since ?? '0', most]);
    if (row === undefined) throw new Error('PostgreSQL told of no snapshot.');
    const { next, subjects } = row;
    const everybody = since === null || subjects.length > credentialChangesLimit || subjects.includes(null);
    return { next, subjects: everybody ? [] : subjects.filter((subject) => subject !== null), everybody };
  });
}
