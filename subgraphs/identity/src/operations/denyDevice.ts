import { DeviceAuthorization } from '../entities/DeviceAuthorization.js';
import { auditAllowed } from './auditAllowed.js';
import { findDeviceRequest, lockDeviceRequest } from './findDeviceRequest.js';
import type { Caller, Services } from './Services.js';

/** Turns a waiting program away, and answers its code. Throws USER_CODE_INVALID, RATE_LIMITED or a denial. */
export async function denyDevice(
  services: Services,
  caller: Caller,
  typed: string,
): Promise<{ readonly userCode: string }> {
  const found = await findDeviceRequest(services, caller.passport, typed);
  await services.database.withoutTenant(async (em) => {
    const { id, clientKind } = await lockDeviceRequest(em, found, services.clock());
    await em.nativeUpdate(DeviceAuthorization, { id }, { state: 'DENIED' });
    await auditAllowed(em, caller, {
      community: caller.passport.community,
      action: 'devices:deny',
      resource: { type: 'DeviceAuthorization', id },
      details: { clientKind },
    });
  });
  return { userCode: found.userCode };
}
