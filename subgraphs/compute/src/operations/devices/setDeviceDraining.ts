import { enqueue, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { DeviceStandingEntity, type DeviceStandingRow } from '../../entities/DeviceStanding.js';
import { errors } from '../../errors.js';
import { standingNotice } from '../../events/standingNotice.js';
import { isVisibleText } from '../../rules/visibleText.js';
import { auditAllowed } from '../audit.js';
import type { ComputeServices } from '../ComputeServices.js';
import type { Requester } from '../Requester.js';

interface Draining {
  readonly deviceId: string;
  readonly draining: boolean;
  /** Why, for the audit log. */
  readonly reason: string;
}

/**
 * Takes a device out of work, or lets it back in: dispatchers lease it nothing more, what it runs is finished, and its word counts as before.
 * Who asks must manage the devices of its fleet, or all of them where a dispatcher has not said which that is. What is so already changes
 * nothing. Throws DEVICE_UNKNOWN, REASON_INVALID or a denial.
 */
export async function setDeviceDraining(
  { authorize, database, situations }: ComputeServices,
  requester: Requester,
  { deviceId, draining, reason }: Draining,
): Promise<DeviceStandingRow> {
  const { passport } = requester;
  const fleetId = situations.fleetOf(passport.community, deviceId);
  const fleet = { community: passport.community, type: 'Fleet', id: fleetId ?? '' } as const;
  const { community } = authorize(passport, 'devices:manage', fleetId == null ? undefined : fleet);
  if (!isVisibleText(reason, 500)) throw errors.REASON_INVALID();
  if (deviceId.includes('\0')) throw errors.DEVICE_UNKNOWN();
  return database.withTenant(community, async (em) => {
    const found = await lockStanding(em, { community, deviceId, wasSeen: fleetId !== undefined });
    if ((found.drainingSince != null) === draining) return found;
    const drainingSince = draining ? new Date() : null;
    await em.nativeUpdate(DeviceStandingEntity, { tenantId: community, deviceId }, { drainingSince });
    const { state, restrictedBy: policies } = found;
    const notice = { deviceId, communityId: community, state, policies, isDraining: draining };
    await enqueue(em, [standingNotice(notice)]);
    const action = draining ? 'devices:drain' : 'devices:undrain';
    await auditAllowed(em, requester, {
      community,
      action,
      type: 'device',
      id: deviceId,
      details: { reason },
    });
    return { ...found, drainingSince };
  });
}

interface Wanted {
  readonly community: string;
  readonly deviceId: string;
  /** Whether a dispatcher has told of it, as a device of this community. */
  readonly wasSeen: boolean;
}

/** Nothing is kept of a device of which nobody knows that it is one of the community: its id could be another's. */
async function lockStanding(
  em: EntityManager,
  { community, deviceId, wasSeen }: Wanted,
): Promise<DeviceStandingRow> {
  if (wasSeen)
    await em.execute(
      'insert into device_standing (tenant_id, device_id) values (?, ?) on conflict do nothing',
      [community, deviceId],
    );
  const wanted = { tenantId: community, deviceId };
  const found = await em.findOne(DeviceStandingEntity, wanted, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (found === null) throw errors.DEVICE_UNKNOWN();
  return found;
}
