import type { PassportClaims } from '@ai-collective/contracts';
import { Device, type DeviceRow } from '../entities/Device.js';
import { pageOf, type Page } from '../rules/page.js';
import { pageWindow } from './pageWindow.js';
import type { Services } from './Services.js';

/** A page of the community's devices, in the order they were enrolled. Throws a denial or BAD_USER_INPUT. */
export async function listDevices(
  services: Services,
  passport: PassportClaims,
  page: Parameters<typeof pageWindow>[0],
): Promise<Page<DeviceRow>> {
  const { community } = services.authorize(passport, 'devices:read');
  const { size, after } = pageWindow(page);
  const rows = await services.database.withTenant(community, (em) =>
    em.find(Device, { tenantId: community, id: { $gt: after } }, { orderBy: { id: 'asc' }, limit: size + 1 }),
  );
  return pageOf(rows, size);
}

/** Those of the devices with these ids that the caller may see. */
export async function visibleDevices(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly DeviceRow[]> {
  if (!services.allows(passport, 'devices:read')) return [];
  return services.database.withTenant(passport.community, (em) =>
    em.find(Device, { tenantId: passport.community, id: { $in: [...ids] } }),
  );
}
