import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@ai-collective/platform';
import { RecoveryCode } from '../entities/RecoveryCode.js';
import { formatRecoveryCode, recoveryCodeBytes } from '../rules/recoveryCode.js';
import { secretDigest } from '../rules/secretDigest.js';

const codesPerPerson = 10;

/** How many codes a person can still use. */
export function countRecoveryCodes(em: EntityManager, personId: string): Promise<number> {
  return em.count(RecoveryCode, { personId, usedAt: null });
}

/** Voids a person's codes and makes ten new ones, under the lock of {@link lockPerson}. Answers them for the only time. */
export async function replaceRecoveryCodes(
  em: EntityManager,
  personId: string,
  createdAt: Date,
): Promise<readonly string[]> {
  const codes = Array.from({ length: codesPerPerson }, () =>
    formatRecoveryCode(randomBytes(recoveryCodeBytes)),
  );
  await em.nativeDelete(RecoveryCode, { personId });
  await em.insertMany(
    RecoveryCode,
    codes.map((code) => ({ codeDigest: secretDigest(code), personId, createdAt, usedAt: null })),
  );
  return codes;
}
