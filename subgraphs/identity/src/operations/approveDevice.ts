import type { EntityManager } from '@ai-collective/platform';
import { DeviceAuthorization, type DeviceAuthorizationRow } from '../entities/DeviceAuthorization.js';
import { errors } from '../errors.js';
import { admitterOf } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import { admitDevice, deviceInputSchema } from './enrollDevice.js';
import { findDeviceRequest, lockDeviceRequest } from './findDeviceRequest.js';
import { openSession } from './openSession.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

interface Approval {
  readonly userCode: string;
  /** The fleet a machine shall join; the one it asked for when null. */
  readonly fleetId: string | null;
}

/** Who approves what, and when. */
interface Approved {
  readonly services: Services;
  readonly caller: Caller;
  readonly request: DeviceAuthorizationRow;
  readonly now: Date;
}

/**
 * Lets a waiting program in, once: a terminal becomes a session of the caller's, a machine a device of their community. Who may
 * let machines in, and how many, the fleet's enrolment says. Answers the code.
 * Throws USER_CODE_INVALID, RATE_LIMITED, BAD_USER_INPUT, DEVICE_KEY_UNPROVED, DEVICE_REVOKED, FLEET_NOT_FOUND,
 * ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES or a denial.
 */
export async function approveDevice(
  services: Services,
  caller: Caller,
  { userCode: typed, fleetId }: Approval,
): Promise<{ readonly userCode: string }> {
  const found = await findDeviceRequest(services, caller.passport, typed);
  const { community } = caller.passport;
  const now = services.clock();
  await services.database.withTenant(community, async (em) => {
    const request = await lockDeviceRequest(em, found, now);
    const approved = { services, caller, request, now };
    const gained =
      request.clientKind === 'CLI'
        ? await letTerminalIn(em, approved)
        : await letMachineIn(em, approved, fleetId ?? request.fleetId);
    await em.nativeUpdate(
      DeviceAuthorization,
      { id: request.id },
      { ...gained, state: 'APPROVED', communityId: community },
    );
    await auditAllowed(em, caller, {
      community,
      action: 'devices:approve',
      resource: { type: 'DeviceAuthorization', id: request.id },
      details: { clientKind: request.clientKind, ...gained, ...provedKey(request) },
    });
  });
  return { userCode: found.userCode };
}

/** When a machine proved that it holds its key. */
function provedKey({ provedAt }: DeviceAuthorizationRow) {
  return provedAt === null ? {} : { keyProvedAt: provedAt.toISOString() };
}

/** The session ends with the request, unless the terminal fetches its tokens before. */
async function letTerminalIn(em: EntityManager, { caller, request, now }: Approved) {
  const { passport, trace } = caller;
  const { session } = await openSession(em, now, {
    personId: passport.sub,
    communityId: passport.community,
    method: 'DEVICE_CODE',
    trace,
    lifetimeSeconds: (request.expiresAt.getTime() - now.getTime()) / 1000,
  });
  return { sessionId: session.id };
}

async function letMachineIn(
  em: EntityManager,
  { services, caller, request, now }: Approved,
  fleetId: string | null,
): Promise<{ readonly deviceId: string; readonly fleetId: string }> {
  if (fleetId === null)
    throw errors.BAD_USER_INPUT({ field: 'fleetId', problem: 'must say which fleet the device shall join' });
  const { deviceName: name, publicKey, provedAt } = request;
  const wanted = parseInput(deviceInputSchema, { fleetId, name, publicKey });
  const by = await admitterOf(em, { services, caller }, wanted.fleetId);
  if (provedAt === null) throw errors.DEVICE_KEY_UNPROVED();
  const device = await admitDevice(em, { services, caller, by, now }, wanted);
  return { deviceId: device.id, fleetId: device.fleetId };
}
