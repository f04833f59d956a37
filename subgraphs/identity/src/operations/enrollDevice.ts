import { idSchema, newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { isDevicePublicKey } from '../rules/devicePublicKey.js';
import type { Admitter } from '../rules/enrollmentVerdict.js';
import { requireManager } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import { nameField } from './inputFields.js';
import { parseInput } from './parseInput.js';
import { requirePlaceInFleet } from './requirePlaceInFleet.js';
import type { Caller, Services } from './Services.js';

/** The id of a fleet of compute's. */
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
 * Throws DEVICE_REVOKED, FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES, BAD_USER_INPUT or a denial.
 */
export async function enrollDevice(services: Services, caller: Caller, input: unknown): Promise<DeviceRow> {
  const { community } = services.reach(caller.passport, 'devices:manage');
  const wanted = parseInput(deviceInputSchema, input);
  requireManager({ services, caller }, wanted.fleetId);
  return services.database.withTenant(community, (em) =>
    admitDevice(em, { services, caller, by: 'MANAGER', now: services.clock() }, wanted),
  );
}

interface DeviceAdmission {
  readonly services: Services;
  readonly caller: Caller;
  readonly by: Admitter;
  readonly now: Date;
}

/**
 * {@link enrollDevice} in a transaction of the caller's community, after it was decided as what they act. A device of somebody
 * else is changed only by who manages devices. Who manages devices vouches for those they let in; a member does not, nor
 * does that, or where it was said to stand, go along to another fleet that a member brings it to.
 */
export async function admitDevice(
  em: EntityManager,
  admission: DeviceAdmission,
  wanted: z.infer<typeof deviceInputSchema>,
): Promise<DeviceRow> {
  const { caller } = admission;
  const { community } = caller.passport;
  const known = await lockByKey(em, community, wanted.publicKey);
  if (known !== null) requireOwn(admission, known);
  if (known?.fleetId === wanted.fleetId && known.name === wanted.name) return known;
  const moves = known?.fleetId !== wanted.fleetId;
  const word = operatorsWord(admission.by, known, moves);
  const device = known ? { ...known, ...wanted, ...word } : newDevice(admission, { ...wanted, ...word });
  if (moves) await requirePlaceInFleet(em, admission, { ...device, id: known?.id, stays: false });
  await (known
    ? em.nativeUpdate(
        Device,
        { id: known.id, tenantId: community },
        { fleetId: device.fleetId, name: device.name, ...word },
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

/** What an operator says of a device, as far as that goes along to where it is brought. */
function operatorsWord(
  by: Admitter,
  known: DeviceRow | null,
  moves: boolean,
): Pick<DeviceRow, 'vouched' | 'region'> {
  if (known !== null && !moves) return { vouched: known.vouched, region: known.region };
  return { vouched: by === 'MANAGER', region: by === 'MANAGER' && known !== null ? known.region : null };
}

/** Throws DEVICE_REVOKED, or a denial when somebody else manages it where it is. */
function requireOwn(admission: DeviceAdmission, known: DeviceRow): void {
  if (admission.by === 'MANAGER' || known.ownerId !== admission.caller.passport.sub)
    requireManager(admission, known.fleetId);
  if (known.status === 'REVOKED') throw errors.DEVICE_REVOKED();
}

function newDevice(
  { caller: { passport }, now }: DeviceAdmission,
  wanted: z.infer<typeof deviceInputSchema> & Pick<DeviceRow, 'vouched' | 'region'>,
): DeviceRow {
  return {
    ...wanted,
    id: newId('device'),
    tenantId: passport.community,
    ownerId: passport.sub,
    status: 'ENROLLED',
    enrolledAt: now,
    revokedAt: null,
  };
}

/** The device with this key, while no other transaction enrolls the same key. */
async function lockByKey(em: EntityManager, community: string, publicKey: string): Promise<DeviceRow | null> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `enroll ${community} ${publicKey}`,
  ]);
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  return em.findOne(Device, { tenantId: community, publicKey }, { lockMode });
}
