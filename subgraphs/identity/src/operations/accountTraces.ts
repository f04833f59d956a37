import { LockMode } from '@mikro-orm/core';
import type { JsonValue } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey } from '../entities/ApiKey.js';
import { Device } from '../entities/Device.js';
import { Invitation } from '../entities/Invitation.js';
import { LinkedAccount } from '../entities/LinkedAccount.js';
import { Membership } from '../entities/Membership.js';
import { Passkey } from '../entities/Passkey.js';
import { RecoveryCode } from '../entities/RecoveryCode.js';
import { Session } from '../entities/Session.js';
import { SignInCode } from '../entities/SignInCode.js';
import { announceDevice } from '../events/announceDevice.js';

/** Whose account ends, and when. */
export interface EndingAccount {
  readonly em: EntityManager;
  readonly personId: string;
  readonly email: string | null;
  readonly now: Date;
}

/** What the rows that stay keep for a name. People call their devices and keys after themselves. */
export const tombstoneName = 'Deleted person';

/** What was done, for the audit record: ids and counts, and nothing about the person. */
type Done = Readonly<Record<string, JsonValue>>;

/** What a community has of a person. Each entry ends one kind of it, in the transaction and the tenant of the community. */
export const tracesInCommunity: readonly ((ending: EndingAccount, tenantId: string) => Promise<Done>)[] = [
  endMembership,
  revokeKeys,
  voidCodes,
  withdrawInvitations,
  revokeDevices,
];

/** What a person has in no community. */
export const tracesOutside: readonly ((ending: EndingAccount) => Promise<Done>)[] = [
  endSessions,
  forgetProofs,
];

async function endMembership({ em, personId }: EndingAccount, tenantId: string): Promise<Done> {
  const membership = await em.findOne(Membership, { tenantId, personId });
  if (membership === null) return {};
  await em.nativeDelete(Membership, { id: membership.id, tenantId });
  return { roles: membership.roles };
}

async function revokeKeys({ em, personId, now }: EndingAccount, tenantId: string): Promise<Done> {
  const mine = { tenantId, personId };
  await em.nativeUpdate(ApiKey, mine, { name: tombstoneName });
  return { keys: await em.nativeUpdate(ApiKey, { ...mine, revokedAt: null }, { revokedAt: now }) };
}

async function voidCodes({ em, personId }: EndingAccount, tenantId: string): Promise<Done> {
  return { signInLinks: await em.nativeDelete(SignInCode, { tenantId, personId }) };
}

/** Those the person made end; in those of others, their address is forgotten. */
async function withdrawInvitations(
  { em, personId, email, now }: EndingAccount,
  tenantId: string,
): Promise<Done> {
  const mine = { tenantId, createdBy: personId, revokedAt: null };
  const invitations = await em.nativeUpdate(Invitation, mine, { revokedAt: now, email: null });
  if (email !== null) await em.nativeUpdate(Invitation, { tenantId, email }, { email: null });
  return { invitations };
}

async function revokeDevices({ em, personId, now }: EndingAccount, tenantId: string): Promise<Done> {
  const devices = await em.find(
    Device,
    { tenantId, ownerId: personId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const device of devices) {
    const revoked = { name: tombstoneName, status: 'REVOKED', revokedAt: device.revokedAt ?? now } as const;
    await em.nativeUpdate(Device, { id: device.id, tenantId }, revoked);
    await announceDevice(em, { ...device, ...revoked });
  }
  return { devices: devices.map(({ id }) => id) };
}

async function endSessions({ em, personId, now }: EndingAccount): Promise<Done> {
  const open = { personId, revokedAt: null, expiresAt: { $gt: now } };
  return { sessions: await em.nativeUpdate(Session, open, { revokedAt: now }) };
}

/** Whatever the person could sign in with again. */
async function forgetProofs({ em, personId }: EndingAccount): Promise<Done> {
  await em.execute('delete from passkey_challenge where person_id = ?', [personId]);
  return {
    passkeys: await em.nativeDelete(Passkey, { personId }),
    recoveryCodes: await em.nativeDelete(RecoveryCode, { personId }),
    linkedAccounts: await em.nativeDelete(LinkedAccount, { personId }),
  };
}
