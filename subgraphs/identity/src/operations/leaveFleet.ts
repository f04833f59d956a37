import { deviceLeaveBytes, verifyDeviceSignature } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { errors } from '../errors.js';
import type { Attempt } from './redeemSignInCode.js';
import { endDevice } from './revokeDevice.js';
import type { Services } from './Services.js';
import { lockDevice } from './transferDevice.js';

interface Leaving {
  readonly deviceId: string;
  /** The device's signature of its leaving; see `deviceLeaveBytes`. */
  readonly proof: string;
}

/**
 * Shuts a device out for good at its own word, which its owner has it give. Leaving again changes nothing, and a device that is unknown
 * has left already, silently (RFC 7009, section 2.2). Throws DEVICE_PROOF_INVALID, or RATE_LIMITED instead of either to whoever brings
 * too many that are not genuine.
 */
export async function leaveFleet(
  services: Services,
  { source, trace }: Attempt,
  { deviceId, proof }: Leaving,
): Promise<void> {
  const { database, programs } = services;
  const community = await database.withoutTenant((em) => communityOf(em, deviceId));
  if (community === null) {
    programs.failures.take(source);
    return;
  }
  const genuine = await database.withTenant(community, async (em) => {
    const device = await lockDevice(em, { community, id: deviceId });
    if (!verifyDeviceSignature(device.publicKey, deviceLeaveBytes(deviceId), proof)) return false;
    const passport = { sub: deviceId, kind: 'DEVICE', policyVersion: 0 } as const;
    await endDevice(em, device, { actor: { passport, trace }, now: services.clock(), change: 'left' });
    return true;
  });
  if (genuine) return;
  programs.failures.take(source);
  throw errors.DEVICE_PROOF_INVALID();
}

async function communityOf(em: EntityManager, deviceId: string): Promise<string | null> {
  const [row] = await em.execute<{ tenant: string | null }[]>('select tenant_of_device(?) as tenant', [
    deviceId,
  ]);
  return row?.tenant ?? null;
}
