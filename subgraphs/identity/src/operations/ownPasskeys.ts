import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@ai-collective/platform';
import { Passkey, type PasskeyRow } from '../entities/Passkey.js';
import { errors } from '../errors.js';
import { auditOwnSignIn } from './auditOwnSignIn.js';
import { callingPerson } from './callingPerson.js';
import { nameField } from './inputFields.js';
import { lockPerson } from './lockPerson.js';
import { parseInput } from './parseInput.js';
import { countRecoveryCodes } from './recoveryCodes.js';
import { requireAnotherWayIn } from './requireAnotherWayIn.js';
import type { Caller, Services } from './Services.js';

/** The caller's passkeys, oldest first; none of those who are no person. */
export async function listPasskeys(
  { database }: Services,
  { passport }: Pick<Caller, 'passport'>,
): Promise<readonly PasskeyRow[]> {
  if (passport.kind !== 'PERSON') return [];
  return database.withoutTenant((em) =>
    em.find(Passkey, { personId: passport.sub }, { orderBy: { id: 'asc' } }),
  );
}

/** How many recovery codes the caller can still use; none of those who are no person. */
export async function recoveryCodesLeft(
  { database }: Services,
  { passport }: Pick<Caller, 'passport'>,
): Promise<number> {
  if (passport.kind !== 'PERSON') return 0;
  return database.withoutTenant((em) => countRecoveryCodes(em, passport.sub));
}

/** Gives one of the caller's passkeys another name. Throws PASSKEY_NOT_FOUND, BAD_USER_INPUT or a denial. */
export async function renamePasskey(
  services: Services,
  caller: Caller,
  { id, name: wanted }: { readonly id: string; readonly name: string },
): Promise<PasskeyRow> {
  const personId = callingPerson(caller);
  const name = parseInput(nameField, wanted);
  return services.database.withoutTenant(async (em) => {
    const passkey = await ownPasskey(em, personId, id);
    await em.nativeUpdate(Passkey, { id }, { name });
    await auditChange(em, caller, { action: 'passkeys:rename', id });
    return { ...passkey, name };
  });
}

/**
 * Removes one of the caller's passkeys. Throws LAST_SIGN_IN_METHOD when nothing would be left to sign in with: no other passkey, no
 * linked account that works, and no recovery code; PASSKEY_NOT_FOUND; or a denial.
 */
export async function removePasskey(services: Services, caller: Caller, id: string): Promise<PasskeyRow> {
  const personId = callingPerson(caller);
  return services.database.withoutTenant(async (em) => {
    await lockPerson(em, personId);
    const passkey = await ownPasskey(em, personId, id);
    await requireAnotherWayIn(em, personId, id);
    await em.nativeDelete(Passkey, { id });
    await auditChange(em, caller, { action: 'passkeys:remove', id });
    return passkey;
  });
}

async function ownPasskey(em: EntityManager, personId: string, id: string): Promise<PasskeyRow> {
  const passkey = await em.findOne(Passkey, { id, personId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (passkey === null) throw errors.PASSKEY_NOT_FOUND();
  return passkey;
}

function auditChange(
  em: EntityManager,
  { passport, trace }: Caller,
  { action, id }: { readonly action: string; readonly id: string },
): Promise<void> {
  const actor = { personId: passport.sub, community: passport.community, trace };
  return auditOwnSignIn(em, actor, { action, resource: { type: 'Passkey', id } });
}
