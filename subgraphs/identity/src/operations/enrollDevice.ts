import { idSchema, newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { isDevicePublicKey } from '../rules/devicePublicKey.js';
import { auditAllowed } from './auditAllowed.js';
import { nameField } from './inputFields.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

/** The id of a fleet of compute's, of which identity knows no more. */
export const fleetIdField = z
  .string()
  .refine((id) => idSchema('fleet').safeParse(id).success, 'must be the id of a fleet');

/** What a device says of itself, and the fleet it shall work for. */
export const deviceInputSchema = z.object({
  fleetId: fleetIdField,
  name: nameField,
  publicKey: z
    .string()
    .refine(isDevicePublicKey, 'must be a raw Ed25519 public key in base64url (43 characters)'),
});

/**
 * Admits a device to a fleet. The same key enrolls the same device: a new name or fleet replaces the old one.
 * Throws DEVICE_REVOKED, BAD_USER_INPUT or a denial.
 */
export async function enrollDevice(services: Services, caller: Caller, input: unknown): Promise<DeviceRow> {
  const { community } = services.authorize(caller.passport, 'devices:manage');
  const wanted = parseInput(deviceInputSchema, input);
  return services.database.withTenant(community, (em) =>
    admitDevice(em, { caller, now: services.clock() }, wanted),
  );
}

/** {@link enrollDevice} in a transaction of the caller's community, after it was decided that they may. */
export async function admitDevice(
  em: EntityManager,
  { caller, now }: { readonly caller: Caller; readonly now: Date },
  wanted: z.infer<typeof deviceInputSchema>,
): Promise<DeviceRow> {
  const { community } = caller.passport;
  const known = await lockByKey(em, community, wanted.publicKey);
  if (known?.status === 'REVOKED') throw errors.DEVICE_REVOKED();
  if (known?.fleetId === wanted.fleetId && known.name === wanted.name) return known;
  const device: DeviceRow = known
    ? { ...known, ...wanted }
    : {
        ...wanted,
        id: newId('device'),
        tenantId: community,
        ownerId: caller.passport.sub,
        status: 'ENROLLED',
        enrolledAt: now,
        revokedAt: null,
      };
  await (known
    ? em.nativeUpdate(
        Device,
        { id: known.id, tenantId: community },
        { fleetId: device.fleetId, name: device.name },
      )
    : em.insert(Device, device));
  await announceDevice(em, device);
  await auditAllowed(em, caller, {
    community,
    action: 'devices:manage',
    resource: { type: 'Device', id: device.id },
    details: { change: known ? 'moved' : 'enrolled', fleetId: device.fleetId },
  });
  return device;
}

/** The device with this key, while no other transaction enrolls the same key. */
async function lockByKey(em: EntityManager, community: string, publicKey: string): Promise<DeviceRow | null> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `enroll ${community} ${publicKey}`,
  ]);
  return em.findOne(Device, { tenantId: community, publicKey });
}
