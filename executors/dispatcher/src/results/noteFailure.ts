import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { quotaAfterFailure } from '../rules/deviceQuota.js';
import {
  isAtFault,
  mayBeModelsDoing,
  type ModelFaults,
  noFaults,
  withFault,
  withRest,
} from '../rules/modelFaults.js';

/** What failed on a device, and by which code. */
interface Failure {
  readonly modelVersionId: string;
  readonly code: string;
}

/** A device is trusted with less after a failure, unless the model fails everywhere: then what it did to others is made good, too. */
export function noteFailure(
  context: DispatchContext,
  device: Device,
  { modelVersionId, code }: Failure,
): void {
  const known = context.modelFaults.get(modelVersionId) ?? noFaults;
  const isModels = mayBeModelsDoing(code);
  const before = device.quota;
  if (!isModels || !isAtFault(known)) device.quota = quotaAfterFailure(before, context.now());
  if (!isModels) return;
  const fault = { ownerId: device.record.ownerId, before, after: device.quota };
  const faults = withFault(known, device.deviceId, fault);
  const isFound = !isAtFault(known) && isAtFault(faults);
  context.modelFaults.set(modelVersionId, isFound ? withRest(faults, context.now()) : faults);
  if (!isFound) return;
  context.log.warn(
    { modelVersionId, devices: faults.devices.size },
    'a model fails on every device, and rests',
  );
  makeGood(context, faults);
}

/** Devices that have failed otherwise since then keep that. */
function makeGood({ devices }: DispatchContext, faults: ModelFaults): void {
  for (const [deviceId, { before, after }] of faults.devices) {
    const device = devices.get(deviceId);
    if (device?.quota.failedAt !== after.failedAt) continue;
    device.quota = before;
    devices.joinLine(device);
  }
}
