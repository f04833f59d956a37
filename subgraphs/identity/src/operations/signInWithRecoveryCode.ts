import type { EntityManager } from '@ai-collective/platform';
import { RecoveryCode } from '../entities/RecoveryCode.js';
import { errors } from '../errors.js';
import { normalizeRecoveryCode } from '../rules/recoveryCode.js';
import { secretDigest } from '../rules/secretDigest.js';
import { beginSessionOf } from './beginSessionOf.js';
import { lockPerson } from './lockPerson.js';
import type { Attempt, SignedIn } from './redeemSignInCode.js';
import type { Services } from './Services.js';

/**
 * Trades a recovery code for a session, exactly once however many try at the same time. Throws RECOVERY_CODE_INVALID, whatever
 * is wrong with the code, or RATE_LIMITED instead of it to whoever fails too often.
 */
export async function signInWithRecoveryCode(
  services: Services,
  attempt: Attempt,
  typed: string,
): Promise<SignedIn> {
  const now = services.clock();
  const codeDigest = secretDigest(normalizeRecoveryCode(typed));
  const signedIn = await services.database.withoutTenant(async (em) => {
    const personId = await useUpCode(em, codeDigest, now);
    return personId === null
      ? null
      : beginSessionOf(em, now, { personId, method: 'RECOVERY_CODE', trace: attempt.trace });
  });
  if (signedIn !== null) return signedIn;
  services.redemptions.take(attempt.source);
  throw errors.RECOVERY_CODE_INVALID();
}

/** Whose code this was; null when it is not good. */
async function useUpCode(em: EntityManager, codeDigest: string, usedAt: Date): Promise<string | null> {
  const code = await em.findOne(RecoveryCode, { codeDigest, usedAt: null });
  if (code === null) return null;
  await lockPerson(em, code.personId);
  const used = await em.nativeUpdate(RecoveryCode, { codeDigest, usedAt: null }, { usedAt });
  return used === 1 ? code.personId : null;
}
