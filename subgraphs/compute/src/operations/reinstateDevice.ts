import { enqueue } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { DeviceStandingEntity, type DeviceStandingRow } from '../entities/DeviceStanding.js';
import { errors } from '../errors.js';
import { standingNotice } from '../events/standingNotice.js';
import { standingAfterReinstatement } from '../rules/verification/index.js';
import { isVisibleText } from '../rules/visibleText.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';

interface Reinstatement {
  readonly deviceId: string;
  /** Why, for the audit log. */
  readonly reason: string;
}

/**
 * Lets the word of a suspended device count again; what it had earned is to be earned anew. Who asks must manage all the
 * community's devices. Throws DEVICE_NOT_SUSPENDED, REASON_INVALID or a denial.
 */
export async function reinstateDevice(
  { authorize, database }: ComputeServices,
  requester: Requester,
  { deviceId, reason }: Reinstatement,
): Promise<DeviceStandingRow> {
  const { community } = authorize(requester.passport, 'devices:manage');
  if (!isVisibleText(reason, 500)) throw errors.REASON_INVALID();
  if (deviceId.includes('\0')) throw errors.DEVICE_NOT_SUSPENDED();
  return database.withTenant(community, async (em) => {
    const wanted = { tenantId: community, deviceId };
    const found = await em.findOne(DeviceStandingEntity, wanted, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (found?.state !== 'SUSPENDED') throw errors.DEVICE_NOT_SUSPENDED();
    const { reinstatements, ...fresh } = standingAfterReinstatement(found);
    const after = { ...fresh, evidence: [], reinstatements, suspendedAt: null };
    await em.nativeUpdate(DeviceStandingEntity, wanted, after);
    await em.execute('delete from device_trust where tenant_id = ? and device_id = ?', [community, deviceId]);
    await enqueue(em, [
      standingNotice({
        ...{ deviceId, communityId: community, state: 'ACTIVE' },
        policies: found.restrictedBy,
        isDraining: found.drainingSince != null,
      }),
    ]);
    await auditAllowed(em, requester, {
      community,
      action: 'devices:reinstate',
      type: 'device',
      id: deviceId,
      details: { reason, judged: found.judged, wrong: found.wrong, evidence: found.evidence },
    });
    return { ...found, ...after };
  });
}
