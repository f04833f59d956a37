import type { EntityManager } from '@ai-collective/platform';
import { Passkey } from '../entities/Passkey.js';
import { errors } from '../errors.js';
import { leavesNoWayIn, type WaysIn } from '../rules/leavesNoWayIn.js';
import { countRecoveryCodes } from './recoveryCodes.js';

/**
 * Throws LAST_SIGN_IN_METHOD when a person could not sign in any more without this passkey or linked account. Runs under the lock of
 * `lockPerson`, so that two removals do not count on each other.
 */
export async function requireAnotherWayIn(
  em: EntityManager,
  personId: string,
  removed: string,
): Promise<void> {
  if (leavesNoWayIn(await waysInOf(em, personId), removed)) throw errors.LAST_SIGN_IN_METHOD();
}

async function waysInOf(em: EntityManager, personId: string): Promise<WaysIn> {
  const passkeys = await em.find(Passkey, { personId });
  const accounts = await em.execute<{ id: string }[]>('select id from working_accounts_of_person(?)', [
    personId,
  ]);
  return {
    passkeys: passkeys.map(({ id }) => id),
    linkedAccounts: accounts.map(({ id }) => id),
    recoveryCodes: await countRecoveryCodes(em, personId),
  };
}
