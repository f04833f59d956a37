import { closeCodes, type DeviceRecord } from '@ai-collective/contracts';
import { fullQuota } from '../rules/deviceQuota.js';
import type { Device } from './Device.js';
import type { DeviceConnection } from './DeviceConnection.js';
import { RecentInputs } from './RecentInputs.js';

/** Devices no longer connected that are remembered, for their quota and turnaround. */
const mostRemembered = 10_000;

/** The devices that are connected, and those that were not long ago. */
export class DeviceBook {
  readonly #devices = new Map<string, Device>();

  get(deviceId: string): Device | undefined {
    return this.#devices.get(deviceId);
  }

  all(): Iterable<Device> {
    return this.#devices.values();
  }

  /** Takes a connection as the device's own; an older one is closed. */
  connect(record: DeviceRecord, connection: DeviceConnection, now: number): Device {
    const known = this.#devices.get(record.deviceId);
    known?.connection?.close(closeCodes.replaced, 'the device connected again');
    const device: Device = {
      deviceId: record.deviceId,
      record,
      connection,
      capabilities: null,
      models: new Set(),
      inputs: new RecentInputs(),
      credit: 0,
      capacity: 0,
      resumed: 0,
      paused: null,
      lastHeardAt: now,
      quota: known?.quota ?? fullQuota,
      turnaroundMs: known?.turnaroundMs ?? new Map<string, number>(),
      joules: known?.joules ?? new Map<string, number>(),
    };
    this.#devices.delete(record.deviceId);
    this.#devices.set(record.deviceId, device);
    this.#forgetOldest();
    return device;
  }

  /** Notes that a connection ended, unless a newer one has taken its place. */
  disconnect(deviceId: string, connection: DeviceConnection): void {
    const device = this.#devices.get(deviceId);
    if (device?.connection === connection) device.connection = null;
  }

  #forgetOldest(): void {
    if (this.#devices.size <= mostRemembered) return;
    for (const device of this.#devices.values()) {
      if (device.connection !== null) continue;
      this.#devices.delete(device.deviceId);
      return;
    }
  }
}
