import type { Device } from '../devices/Device.js';
import { rightsOf } from '../devices/rightsOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { isResting, quotaOfSoleDevice } from '../rules/deviceQuota.js';
import { devicesToProbe } from '../rules/probes.js';

/** Shortens the rest of devices that are the only ones for some waiting task: no task goes without a device for long. */
export function probeSoleDevices(context: DispatchContext, now: number): void {
  const ready = [...context.devices.all()].filter((device) => isReady(context, device));
  const resting = ready.filter(({ quota }) => isResting(quota, now));
  if (resting.length === 0) return;
  for (const fleetId of context.tasks.busyFleets()) {
    const inFleet = (device: Device) => device.record.fleetId === fleetId;
    const sides = {
      able: ready.filter((device) => inFleet(device) && !resting.includes(device)).map(rightsOf),
      resting: resting.filter(inFleet).map(restingOf),
    };
    const probed = devicesToProbe(
      context.tasks.heads(fleetId, now).map(({ message }) => message),
      sides,
    );
    for (const device of resting)
      if (probed.has(device.deviceId)) device.quota = quotaOfSoleDevice(device.quota);
  }
}

function isReady({ suspensions }: DispatchContext, device: Device): boolean {
  const { connection, capabilities, paused, deviceId } = device;
  return connection !== null && capabilities !== null && paused === null && !suspensions.has(deviceId);
}

function restingOf(device: Device) {
  return { ...rightsOf(device), deviceId: device.deviceId, restsUntil: device.quota.restsUntil };
}
