import { closeCodes, type DeviceRecord } from '@ai-collective/contracts';
import { fullQuota, placesAtFirst } from '../rules/deviceQuota.js';
import type { Device } from './Device.js';
import type { DeviceConnection } from './DeviceConnection.js';
import { RecentInputs } from './RecentInputs.js';

/**
 * The devices that are connected, and some of those that were not long ago, for their quota and turnaround. Nothing here costs more
 * for a large fleet than for a small one.
 */
export class DeviceBook {
  readonly #devices = new Map<string, Device>();
  /** Those that are not connected, the longest gone first. */
  readonly #gone = new Set<string>();
  /** By fleet: devices that may have free places, as far as their last frames tell, those that had nothing for longest first. */
  readonly #lines = new Map<string, Set<Device>>();

  constructor(private readonly mostRemembered = 10_000) {}

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
      inputs: new RecentInputs(),
      credit: 0,
      capacity: 0,
      proven: known?.proven ?? placesAtFirst,
      resumed: 0,
      paused: null,
      lastHeardAt: now,
      leasedAt: 0,
      quota: known?.quota ?? fullQuota,
      claims: new Map(),
      warm: new Set(),
      turnaroundMs: known?.turnaroundMs ?? new Map<string, number>(),
      joules: known?.joules ?? new Map<string, number>(),
    };
    this.#devices.set(record.deviceId, device);
    this.#gone.delete(record.deviceId);
    return device;
  }

  /** Notes that a connection ended, unless a newer one has taken its place. What the device said of itself goes with it. */
  disconnect(deviceId: string, connection: DeviceConnection): void {
    const device = this.#devices.get(deviceId);
    if (device?.connection !== connection) return;
    device.connection = null;
    device.capabilities = null;
    device.models = new Set();
    this.leaveLine(device);
    this.#gone.add(deviceId);
    const [longest] = this.#gone;
    if (this.#gone.size <= this.mostRemembered || longest === undefined) return;
    this.#gone.delete(longest);
    this.#devices.delete(longest);
  }
}
