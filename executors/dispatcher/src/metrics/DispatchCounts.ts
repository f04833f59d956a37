import { givenBackCode, type AttemptEvent } from '@ai-collective/contracts';

/** Codes of failures that are counted by themselves; a device can say any other, and those are counted together. */
const knownCodes: ReadonlySet<string> = new Set([
  givenBackCode,
  'LEASE_LOST',
  'RUNTIME_EXCEEDED',
  'RESULT_SIGNATURE_INVALID',
  'RESULT_TOO_LARGE',
  'RESULT_REFUSED',
  'DEVICE_BUSY',
  'DEVICE_STOPPED',
  'MODEL_CRASHED',
  'MEMORY_EXCEEDED',
  'RUN_TIMED_OUT',
]);

/** What has happened since the start, for metrics. Counting is adding one to a number. */
export class DispatchCounts {
  leases = 0;
  readonly #ends = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  /** An attempt ended: `SUCCEEDED`, or the outcome and code of its failure. */
  end(event: AttemptEvent): void {
    if (event.type === 'leased') return;
    if (event.type === 'succeeded') addOne(this.#ends, 'SUCCEEDED ');
    else addOne(this.#ends, `${event.outcome} ${codeOf(event.failure.code)}`);
  }

  /** A device was not let in. @param reason one of the dispatcher's own */
  refuse(reason: string): void {
    addOne(this.#refusals, reason);
  }

  /** How many attempts ended in each way. */
  *ends(): Iterable<{ readonly outcome: string; readonly code: string; readonly attempts: number }> {
    for (const [end, attempts] of this.#ends) {
      const [outcome = '', code = ''] = end.split(' ');
      yield { outcome, code, attempts };
    }
  }

  /** How many devices were not let in, by reason. */
  refusals(): Iterable<readonly [string, number]> {
    return this.#refusals;
  }
}

function codeOf(code: string): string {
  return knownCodes.has(code) ? code : 'OTHER';
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
