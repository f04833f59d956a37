import { auditOwnSignIn } from './auditOwnSignIn.js';
import { callingPerson } from './callingPerson.js';
import { lockPerson } from './lockPerson.js';
import { replaceRecoveryCodes } from './recoveryCodes.js';
import type { Caller, Services } from './Services.js';

/** Makes ten recovery codes for the caller; those made before are void. Throws a denial. */
export async function createRecoveryCodes(services: Services, caller: Caller): Promise<readonly string[]> {
  const personId = callingPerson(caller);
  return services.database.withoutTenant(async (em) => {
    await lockPerson(em, personId);
    const codes = await replaceRecoveryCodes(em, personId, services.clock());
    await auditOwnSignIn(
      em,
      { personId, community: caller.passport.community, trace: caller.trace },
      { action: 'recovery-codes:create', resource: { type: 'Person', id: personId } },
    );
    return codes;
  });
}
