import { DeniedError } from '@ai-collective/platform';
import { LinkedAccount, type LinkedAccountRow } from '../entities/LinkedAccount.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { lockPerson } from './lockPerson.js';
import { requireAnotherWayIn } from './requireAnotherWayIn.js';
import type { Caller, Services } from './Services.js';

/** The accounts the caller can sign in with, in the order they were linked. Throws a denial. */
export async function listLinkedAccounts(
  services: Services,
  { passport }: Caller,
): Promise<readonly LinkedAccountRow[]> {
  const personId = personOf(passport);
  return services.database.withoutTenant((em) =>
    em.find(LinkedAccount, { personId }, { orderBy: { id: 'asc' } }),
  );
}

/**
 * Unlinks an account of the caller's; whoever has it signs in as them no longer. Throws LAST_SIGN_IN_METHOD when nothing would be left
 * to sign in with, LINKED_ACCOUNT_NOT_FOUND or a denial.
 */
export async function unlinkAccount(
  services: Services,
  caller: Caller,
  id: string,
): Promise<LinkedAccountRow> {
  const personId = personOf(caller.passport);
  return services.database.withoutTenant(async (em) => {
    await lockPerson(em, personId);
    const account = await em.findOne(LinkedAccount, { id, personId });
    if (account === null) throw errors.LINKED_ACCOUNT_NOT_FOUND();
    await requireAnotherWayIn(em, personId, id);
    await em.nativeDelete(LinkedAccount, { id, personId });
    await auditAllowed(em, caller, {
      community: caller.passport.community,
      action: 'accounts:unlink',
      resource: { type: 'LinkedAccount', id },
      details: { issuer: account.issuer },
    });
    return account;
  });
}

function personOf(passport: Caller['passport']): string {
  if (passport.kind === 'PERSON') return passport.sub;
  const denied = { permission: 'community:read', community: passport.community } as const;
  throw new DeniedError(denied, 'UNAUTHENTICATED', 'Only people have linked accounts.');
}
