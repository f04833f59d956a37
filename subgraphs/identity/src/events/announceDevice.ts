import { topics, type DeviceRecord } from '@ai-collective/contracts';
import { enqueue, type EntityManager } from '@ai-collective/platform';
import type { DeviceRow } from '../entities/Device.js';

/** Tells dispatchers what a device is now, in the transaction that changed it. The topic keeps the newest per device. */
export async function announceDevice(em: EntityManager, device: DeviceRow): Promise<void> {
  const record: DeviceRecord = {
    deviceId: device.id,
    communityId: device.tenantId,
    fleetId: device.fleetId,
    ownerId: device.ownerId,
    vouched: device.vouched,
    region: device.region,
    name: device.name,
    publicKey: device.publicKey,
    status: device.status,
    enrolledAt: device.enrolledAt.toISOString(),
  };
  await enqueue(em, [{ topic: topics.devices, key: device.id, value: record }]);
}
