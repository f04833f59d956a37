import { closeCodes, type DeviceRecord } from '@ai-collective/contracts';
import { fullQuota, placesAtFirst } from '../rules/deviceQuota.js';
import type { Device } from './Device.js';
import type { DeviceConnection } from './DeviceConnection.js';

/** Devices no longer connected that are remembered, for their quota and turnaround. */
const mostRemembered = 10_000;

/** The devices that are connected, and those that were not long ago. */
export class DeviceBook {
  readonly #devices = new Map<string, Device>();
  /** By fleet: devices that may have free places, as far as their last frames tell, those that had nothing for longest first. */
  readonly #lines = new Map<string, Set<Device>>();

  get(deviceId: string): Device | undefined {
    return this.#devices.get(deviceId);
  }

  all(): Iterable<Device> {
    return this.#devices.values();
  }

  /** The devices of a fleet that may have free places, in the order of their turns. One that moves to the end comes once more. */
  line(fleetId: string): Iterable<Device> {
    return this.#lines.get(fleetId) ?? [];
  }

  /** Notes that a device may have free places again; one that is in the line keeps its turn. */
  joinLine(device: Device): void {
    const { fleetId } = device.record;
    const line = this.#lines.get(fleetId);
    if (line === undefined) this.#lines.set(fleetId, new Set([device]));
    else line.add(device);
  }

  /** A device that has no free place until it says something. */
  leaveLine(device: Device): void {
    const { fleetId } = device.record;
    const line = this.#lines.get(fleetId);
    line?.delete(device);
    if (line?.size === 0) this.#lines.delete(fleetId);
  }

  /** Its turn is over. */
  moveToEnd(device: Device): void {
    const line = this.#lines.get(device.record.fleetId);
    if (line?.delete(device) === true) line.add(device);
  }

  /** Takes a connection as the device's own; an older one is closed. */
  connect(record: DeviceRecord, connection: DeviceConnection, now: number): Device {
    const known = this.#devices.get(record.deviceId);
    known?.connection?.close(closeCodes.replaced, 'the device connected again');
    if (known !== undefined) this.leaveLine(known);
    const device: Device = {
      deviceId: record.deviceId,
      record,
      connection,
      capabilities: null,
      models: new Set(),
      credit: 0,
      capacity: 0,
      proven: known?.proven ?? placesAtFirst,
      resumed: 0,
      paused: null,
      lastHeardAt: now,
      quota: known?.quota ?? fullQuota,
      turnaroundMs: known?.turnaroundMs ?? new Map<string, number>(),
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
