import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type Reach } from '@ai-collective/platform';
import type { FilterQuery } from '@mikro-orm/core';
import { Device, type DeviceRow } from '../entities/Device.js';
import { pageOf, type Page } from '../rules/page.js';
import { pageWindow } from './pageWindow.js';
import type { Services } from './Services.js';

/** A page of those of the community's devices that the caller may see, in the order they were enrolled. Throws a denial or BAD_USER_INPUT. */
export async function listDevices(
  services: Services,
  passport: PassportClaims,
  page: Parameters<typeof pageWindow>[0],
): Promise<Page<DeviceRow>> {
  const reached = services.reach(passport, 'devices:read');
  const { size, after } = pageWindow(page);
  const rows = await services.database.withTenant(reached.community, (em) =>
    em.find(
      Device,
      { $and: [{ id: { $gt: after } }, devicesWithin(reached)] },
      { orderBy: { id: 'asc' }, limit: size + 1 },
    ),
  );
  return pageOf(rows, size);
}

/** Those of the devices with these ids that the caller may see. */
export async function visibleDevices(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly DeviceRow[]> {
  const reached = reachIfAny(services, passport);
  if (reached === null) return [];
  return services.database.withTenant(reached.community, (em) =>
    em.find(Device, { $and: [{ id: { $in: [...ids] } }, devicesWithin(reached)] }),
  );
}

function devicesWithin({ community, everywhere, fleets }: Reach): FilterQuery<DeviceRow> {
  return { tenantId: community, ...(!everywhere && { fleetId: { $in: [...fleets] } }) };
}

function reachIfAny(services: Services, passport: PassportClaims): Reach | null {
  try {
    return services.reach(passport, 'devices:read');
  } catch (error) {
    if (error instanceof DeniedError) return null;
    throw error;
  }
}
