import { commonest } from './commonest.js';
import type { DeviceQuota } from './deviceQuota.js';

/** What is known of a device when somebody asks why it does nothing. */
export interface DeviceSituation {
  readonly connected: boolean;
  readonly announced: boolean;
  /** Why it is given nothing, whatever waits, in words; null when it is given work. */
  readonly suspended: string | null;
  readonly paused: string | null;
  readonly freePlaces: number;
  readonly taken: number;
  readonly quota: DeviceQuota;
  /** Why it may not run tasks that wait, a reason for each such task. */
  readonly refusals: readonly string[];
  /** Tasks waiting in its fleet. */
  readonly waiting: number;
  /** Why nothing is leased to anybody at present; null normally. */
  readonly halted: string | null;
}

/** Why a device has no work, in words; null while it has some. */
export function idleReason(situation: DeviceSituation, now: number): string | null {
  if (situation.taken > 0) return null;
  return ownReason(situation, now) ?? situation.halted ?? workReason(situation);
}

function ownReason(
  { connected, announced, suspended, paused, quota, freePlaces }: DeviceSituation,
  now: number,
): string | null {
  if (!connected) return 'not connected';
  if (suspended !== null) return suspended;
  if (!announced) return 'has not said what it can do yet';
  if (paused !== null) return paused;
  if (now < quota.restsUntil)
    return `resting ${Math.ceil((quota.restsUntil - now) / 1_000)} s after ${quota.failures} ${quota.failures === 1 ? 'failure' : 'failures in a row'}, then tried with one lease`;
  return freePlaces < 1 ? 'offers no free place' : null;
}

function workReason({ waiting, refusals }: DeviceSituation): string {
  if (waiting === 0) return 'no task is waiting in its fleet';
  if (refusals.length < waiting) return 'about to get a task';
  return `no waiting task is one it may run: ${commonest(refusals).join('; ')}`;
}
