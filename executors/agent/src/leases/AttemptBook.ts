import type { DoneResult, Lease, TaskFailure } from '@ai-collective/contracts';

export interface AttemptBookOptions {
  /** Attempts under way at a time; further ones wait. */
  readonly places: number;
  /** Carries out one lease; must not throw. */
  readonly run: (lease: Lease, signal: AbortSignal) => Promise<DoneResult>;
}

/** Who wants to know of changes. */
export interface AttemptListener {
  /** A result is to be sent. */
  onDone(result: DoneResult): void;
  /** The number of attempts held has changed. */
  onChange(): void;
}

interface HeldAttempt {
  readonly lease: Lease;
  readonly cancel: AbortController;
  /** Milliseconds since the epoch; null while it waits. */
  startedAt: number | null;
}

/** Leases held at most. Credit keeps it near the number of places; this bounds what a faulty dispatcher can do. */
const heldLimit = 1_024;

/** The leases this device holds, and the results the dispatcher has not settled yet. */
export class AttemptBook {
  readonly #options: AttemptBookOptions;
  readonly #held = new Map<string, HeldAttempt>();
  readonly #unsettled = new Map<string, DoneResult>();
  readonly #running = new Set<string>();
  #listener: AttemptListener = { onDone: () => undefined, onChange: () => undefined };
  #succeeded = 0;
  #failed = 0;

  constructor(options: AttemptBookOptions) {
    this.#options = options;
  }

  listen(listener: AttemptListener): void {
    this.#listener = listener;
  }

  /** Attempts waiting or under way, in the order they came. */
  get held(): readonly { readonly lease: Lease; readonly startedAt: number | null }[] {
    return [...this.#held.values()];
  }

  /** Places in use: the attempts held, and those nobody wants any more that still have to come to their end. */
  get placesInUse(): number {
    return new Set([...this.#held.keys(), ...this.#running]).size;
  }

  /** Results to be sent again after a reconnect. */
  get unsettled(): readonly DoneResult[] {
    return [...this.#unsettled.values()];
  }

  /** Attempts ended since the start, by outcome. */
  get counts(): { readonly succeeded: number; readonly failed: number } {
    return { succeeded: this.#succeeded, failed: this.#failed };
  }

  /** Takes leases on. One that is held already goes on; one that is done is reported again. */
  accept(leases: readonly Lease[]): void {
    for (const lease of leases) this.#acceptOne(lease);
    this.#startNext();
    this.#listener.onChange();
  }

  /** Drops attempts nobody wants any more. They are not reported. */
  cancel(attemptIds: readonly string[]): void {
    for (const attemptId of attemptIds) {
      this.#held.get(attemptId)?.cancel.abort();
      this.#held.delete(attemptId);
    }
    this.#startNext();
    this.#listener.onChange();
  }

  /** Hands back everything held, with a failure of the device, so that others do it. */
  giveBack(failure: TaskFailure): void {
    for (const [attemptId, { lease, cancel }] of this.#held) {
      cancel.abort();
      this.#held.delete(attemptId);
      this.#report({ outcome: 'FAILED', attemptId, taskId: lease.taskId, runMs: 0, failure });
    }
    this.#listener.onChange();
  }

  /** Forgets results the dispatcher has taken care of. */
  settle(attemptIds: readonly string[]): void {
    for (const attemptId of attemptIds) this.#unsettled.delete(attemptId);
    this.#listener.onChange();
  }

  #acceptOne(lease: Lease): void {
    const { attemptId, taskId } = lease;
    const done = this.#unsettled.get(attemptId);
    if (done !== undefined) this.#listener.onDone(done);
    if (done !== undefined || this.#held.has(attemptId)) return;
    if (this.#held.size < heldLimit) {
      this.#held.set(attemptId, { lease, cancel: new AbortController(), startedAt: null });
      return;
    }
    const failure = {
      code: 'DEVICE_BUSY',
      message: 'The device holds too many leases.',
      fault: 'device' as const,
    };
    this.#report({ outcome: 'FAILED', attemptId, taskId, runMs: 0, failure });
  }

  #startNext(): void {
    for (const [attemptId, held] of this.#held) {
      if (this.#running.size >= this.#options.places) return;
      if (held.startedAt === null) this.#start(attemptId, held);
    }
  }

  #start(attemptId: string, held: HeldAttempt): void {
    held.startedAt = Date.now();
    this.#running.add(attemptId);
    void this.#options.run(held.lease, held.cancel.signal).then((result) => {
      this.#running.delete(attemptId);
      if (this.#held.get(attemptId) === held) {
        this.#held.delete(attemptId);
        this.#report(result);
      }
      this.#startNext();
      this.#listener.onChange();
    });
  }

  #report(result: DoneResult): void {
    if (result.outcome === 'SUCCEEDED') this.#succeeded++;
    else this.#failed++;
    this.#unsettled.set(result.attemptId, result);
    this.#listener.onDone(result);
  }
}
