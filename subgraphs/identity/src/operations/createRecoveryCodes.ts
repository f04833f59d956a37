import { auditOwnSignIn } from './auditOwnSignIn.js';
import { callingPerson } from './callingPerson.js';
import { lockPerson } from './lockPerson.js';
import { replaceRecoveryCodes } from './recoveryCodes.js';
import { requireFreshSignIn } from './requireFreshSignIn.js';
import type { Caller, Services } from './Services.js';

/**
 * Makes ten recovery codes for the caller, who has just signed in; those made before are void. Throws FRESH_SIGN_IN_REQUIRED or a
 * denial.
 */
export async function createRecoveryCodes(services: Services, caller: Caller): Promise<readonly string[]> {
  const personId = callingPerson(caller);
  return services.database.withoutTenant(async (em) => {
    await lockPerson(em, personId);
    const now = services.clock();
    await requireFreshSignIn(em, { personId, sessionId: caller.passport.session }, now);
    const codes = await replaceRecoveryCodes(em, personId, now);
    await auditOwnSignIn(
      em,
      { personId, community: caller.passport.community, trace: caller.trace },
      { action: 'recovery-codes:create', resource: { type: 'Person', id: personId } },
    );
    return codes;
  });
}
