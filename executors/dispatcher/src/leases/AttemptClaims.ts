import type { DeviceRecord } from '@ai-collective/contracts';

/** A device says it is running an attempt of a task that has not come from Kafka yet. */
export interface AttemptClaim {
  readonly attemptId: string;
  readonly taskId: string;
  readonly device: DeviceRecord;
  /** Milliseconds since the epoch. */
  renewedAt: number;
}

const mostClaims = 10_000;

/** Attempts under way from before a restart, until their tasks come or the device stops naming them. */
export class AttemptClaims {
  readonly #byTask = new Map<string, AttemptClaim>();
  readonly #byAttempt = new Map<string, AttemptClaim>();

  get size(): number {
    return this.#byTask.size;
  }

  /** Notes a claim. The first device to claim a task has it; too many claims are not noted. Tells whether it was. */
  add(claim: AttemptClaim): boolean {
    const held = this.#byTask.get(claim.taskId);
    if (held !== undefined && held.attemptId !== claim.attemptId) return false;
    if (held === undefined && this.#byTask.size >= mostClaims) return false;
    this.#byTask.set(claim.taskId, claim);
    this.#byAttempt.set(claim.attemptId, claim);
    return true;
  }

  /** Notes that the device still runs it. Tells whether there is such a claim of this device. */
  renew(attemptId: string, deviceId: string, now: number): boolean {
    const claim = this.#byAttempt.get(attemptId);
    if (claim?.device.deviceId !== deviceId) return false;
    claim.renewedAt = now;
    return true;
  }

  take(taskId: string): AttemptClaim | undefined {
    const claim = this.#byTask.get(taskId);
    if (claim !== undefined) this.#delete(claim);
    return claim;
  }

  renewAll(now: number): void {
    for (const claim of this.#byTask.values()) claim.renewedAt = now;
  }

  dropExpired(now: number, leaseMs: number): void {
    for (const claim of this.#byTask.values()) if (now - claim.renewedAt > leaseMs) this.#delete(claim);
  }

  #delete({ attemptId, taskId }: AttemptClaim): void {
    this.#byTask.delete(taskId);
    this.#byAttempt.delete(attemptId);
  }
}
