import type { DeviceRecord, Placement } from '@ai-collective/contracts';
import { DueQueue } from '../tasks/DueQueue.js';
import type { KnownTask } from '../tasks/KnownTask.js';

/** A task in the hands of a device. */
export interface ActiveLease {
  readonly attemptId: string;
  readonly device: DeviceRecord;
  readonly task: KnownTask;
  readonly placement: Placement;
  /** What the device is told to kill the run after, ms. */
  readonly runtimeLimitMs: number;
  /** What 95 of 100 such tasks did not exceed, ms; null while too few were measured. */
  readonly p95Ms: number | null;
  /** Milliseconds since the epoch, as all that follow. */
  readonly leasedAt: number;
  renewedAt: number;
  /** When it is TIMED_OUT, whatever the device says meanwhile. */
  deadlineAt: number;
  /** From when on a second device may be given the run; null: never. */
  readonly hedgeAt: number | null;
}

/** The leases under way, by attempt and by device. A lease stays until the end of its attempt is published. */
export class LeaseBook {
  readonly #leases = new Map<string, ActiveLease>();
  readonly #byDevice = new Map<string, Map<string, ActiveLease>>();
  /** Of those of a device, the ones whose result has not come. */
  readonly #running = new Map<string, Set<string>>();
  readonly #toHedge = new DueQueue<ActiveLease>();

  get size(): number {
    return this.#leases.size;
  }

  add(lease: ActiveLease): void {
    this.#leases.set(lease.attemptId, lease);
    if (lease.hedgeAt !== null) this.#toHedge.set(lease, lease.hedgeAt);
    const ofDevice = this.#byDevice.get(lease.device.deviceId) ?? new Map<string, ActiveLease>();
    ofDevice.set(lease.attemptId, lease);
    this.#byDevice.set(lease.device.deviceId, ofDevice);
    const running = this.#running.get(lease.device.deviceId) ?? new Set();
    this.#running.set(lease.device.deviceId, running.add(lease.attemptId));
  }

  get(attemptId: string): ActiveLease | undefined {
    return this.#leases.get(attemptId);
  }

  remove(attemptId: string): void {
    const lease = this.#leases.get(attemptId);
    if (lease === undefined) return;
    this.#leases.delete(attemptId);
    this.#stopRunning(lease);
    this.#toHedge.delete(lease);
    const ofDevice = this.#byDevice.get(lease.device.deviceId);
    ofDevice?.delete(attemptId);
    if (ofDevice?.size === 0) this.#byDevice.delete(lease.device.deviceId);
  }

  all(): readonly ActiveLease[] {
    return [...this.#leases.values()];
  }

  ofDevice(deviceId: string): readonly ActiveLease[] {
    return [...(this.#byDevice.get(deviceId)?.values() ?? [])];
  }

  /** Leases of a device whose result has not come. */
  running(deviceId: string): number {
    return this.#running.get(deviceId)?.size ?? 0;
  }

  /** A result of the task has come: none of its leases keeps a place any longer. */
  reported(task: KnownTask): void {
    for (const lease of this.othersOf(task)) this.#stopRunning(lease);
  }

  /** Takes out leases that a second one is due beside, the longest due first. */
  takeToHedge(now: number, most: number): readonly ActiveLease[] {
    return this.#toHedge.takeDue(now, most);
  }

  hedgeLater(lease: ActiveLease, at: number): void {
    this.#toHedge.set(lease, at);
  }

  /** The leases of a run under way, except this one if given. */
  othersOf({ attemptId, hedgeId }: KnownTask, except?: string): readonly ActiveLease[] {
    return [attemptId, hedgeId].flatMap((id) =>
      id === null || id === except ? [] : (this.#leases.get(id) ?? []),
    );
  }

  /** Nothing was heard for so long because this process stood still: that counts against nobody. */
  forgive(stoodStillMs: number, now: number): void {
    for (const lease of this.#leases.values()) {
      lease.renewedAt = now;
      lease.deadlineAt += stoodStillMs;
    }
  }

  #stopRunning({ attemptId, device: { deviceId } }: ActiveLease): void {
    const running = this.#running.get(deviceId);
    running?.delete(attemptId);
    if (running?.size === 0) this.#running.delete(deviceId);
  }
}
