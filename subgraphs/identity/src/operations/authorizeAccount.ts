import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { mayTakeAccount } from '../rules/accountPower.js';
import { findLineages } from './findLineages.js';

/** Throws FORBIDDEN, which is audited, when the caller may not have power over the whole account of a person. */
export async function authorizeAccount(
  em: EntityManager,
  passport: PassportClaims,
  personId: string,
): Promise<void> {
  const { community } = passport;
  const now = new Date();
  const [own] =
    passport.kind === 'PERSON' ? await findLineages(em, { id: passport.sub, now }, [community]) : [];
  const [concerned] = await findLineages(em, { id: personId, now }, [community]);
  const question = {
    granter: passport,
    holdings: own?.holdings ?? [],
    concerned: concerned?.holdings ?? [],
    lineage: concerned?.way ?? [community],
    now,
  };
  if (mayTakeAccount(question)) return;
  const message = 'You may not do this: this person holds more than you do, here or further up.';
  throw new DeniedError({ permission: 'members:manage', community }, 'FORBIDDEN', message);
}
