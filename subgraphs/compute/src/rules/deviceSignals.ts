import type { DeviceWorkSignals } from '@ai-collective/contracts';

/** What came of a device's leases over some time, in numbers. */
export interface DeviceTotals {
  readonly attempts: number;
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly abandoned: number;
  /** Runs that were paid for. */
  readonly paid: number;
  /** Of each of these, what it took divided by what such runs take on average; all of them together. */
  readonly relativeTime: number;
}

/** What policies and people see of a device: counts, and shares in thousandths, rounded down. */
export function signalsOf(totals: DeviceTotals): DeviceWorkSignals {
  const { attempts, valid, invalid, errors, timeouts, abandoned, paid, relativeTime } = totals;
  const judged = valid + invalid;
  return {
    ...{ attempts, judged, invalid, errors, timeouts, abandoned },
    invalidPermille: permille(invalid, judged),
    errorPermille: permille(errors, attempts),
    timeoutPermille: permille(timeouts, attempts),
    ...(paid > 0 && { turnaroundPercent: Math.round((relativeTime / paid) * 100) }),
  };
}

function permille(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 1_000) / whole);
}
