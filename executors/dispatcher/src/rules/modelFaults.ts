import type { DeviceQuota } from './deviceQuota.js';

/** A device whose process a model ended: whose it is, and how far the device was trusted before and after. */
export interface FaultedDevice {
  readonly ownerId: string;
  readonly before: DeviceQuota;
  readonly after: DeviceQuota;
}

/** What a model version did to devices since it last gave a result anywhere. */
export interface ModelFaults {
  readonly devices: ReadonlyMap<string, FaultedDevice>;
  /** Rests so far, each twice as long as the one before. */
  readonly rests: number;
  /** Milliseconds since the epoch before which nothing of it is leased. */
  readonly restsUntil: number;
}

export const noFaults: ModelFaults = { devices: new Map(), rests: 0, restsUntil: 0 };

/** From so many on it is the model: no owner can bring that about alone. */
const fewestDevices = 3;
const fewestOwners = 2;

/** Devices remembered of a model: more would say nothing new. */
const mostDevices = 64;

const firstRestMs = 1_000;
const longestRestMs = 120_000;
const mostDoublings = 20;

/** Failures by which a model can end a process, or keep it for ever, on a device that works. */
const modelsDoing: ReadonlySet<string> = new Set([
  'MODEL_CRASHED',
  'MEMORY_EXCEEDED',
  'MODEL_LOAD_TIMED_OUT',
  'RUN_TIMED_OUT',
  'RUNTIME_EXCEEDED',
]);

/** Whether a failure that is laid at a device may be its model's doing. */
export function mayBeModelsDoing(code: string): boolean {
  return modelsDoing.has(code);
}

/** After one more failure, on a device. */
export function withFault(faults: ModelFaults, deviceId: string, device: FaultedDevice): ModelFaults {
  const known = faults.devices.get(deviceId);
  if (known === undefined && faults.devices.size >= mostDevices) return faults;
  const devices = new Map(faults.devices);
  devices.set(deviceId, { ...device, before: known?.before ?? device.before });
  return { ...faults, devices };
}

/** Whether the model is at fault, and not the devices. */
export function isAtFault({ devices }: ModelFaults): boolean {
  return devices.size >= fewestDevices && ownersOf(devices) >= fewestOwners;
}

/** The model rests, after which one task of it is tried; and after that it rests again, unless the task succeeds. */
export function withRest(faults: ModelFaults, now: number): ModelFaults {
  const restMs = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(faults.rests, mostDoublings));
  return { ...faults, rests: faults.rests + 1, restsUntil: now + restMs };
}

export function isModelResting({ restsUntil }: ModelFaults, now: number): boolean {
  return now < restsUntil;
}

/** Why nothing of a resting model is leased, in words. */
export function describeFaults({ devices, restsUntil }: ModelFaults): string {
  const where = `${devices.size} devices of ${ownersOf(devices)} owners`;
  return `its model failed on ${where} and nowhere succeeded since: tried again at ${new Date(restsUntil).toISOString()}`;
}

function ownersOf(devices: ModelFaults['devices']): number {
  return new Set([...devices.values()].map(({ ownerId }) => ownerId)).size;
}
