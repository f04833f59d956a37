import type { TaskMessage } from '@ai-collective/contracts';
import type { Logger } from '@ai-collective/platform/runtime';
import type { Device } from './devices/Device.js';
import type { DeviceBook } from './devices/DeviceBook.js';
import type { Suspensions } from './devices/Suspensions.js';
import type { RunTimeBook } from './learning/RunTimeBook.js';
import type { AttemptClaims } from './leases/AttemptClaims.js';
import type { SealedAttempt } from './leases/attemptSeal.js';
import type { LeaseBook } from './leases/LeaseBook.js';
import type { LeaseUrls } from './leases/mintLeaseUrls.js';
import type { DispatchCounts } from './metrics/DispatchCounts.js';
import type { OffsetTracker } from './offsets/OffsetTracker.js';
import type { BoundedMap } from './results/BoundedMap.js';
import type { EventPublisher } from './results/EventPublisher.js';
import type { HeldResults } from './results/HeldResults.js';
import type { RecentResults } from './results/RecentResults.js';
import type { FairShare } from './rules/fairShare.js';
import type { DeadlineLimits } from './rules/attemptBounds.js';
import type { ModelFaults } from './rules/modelFaults.js';
import type { HedgeBudget } from './rules/hedging.js';
import type { TaskBook } from './tasks/TaskBook.js';

/** Everything a dispatcher remembers, and the few things it does to the world outside. All of it is in memory. */
export interface DispatchContext {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh id for an attempt of a device at a task, sealed. */
  readonly newAttemptId: (lease: Pick<SealedAttempt, 'taskId' | 'deviceId'>) => string;
  /** Whether an attempt is one that a dispatcher leased to the device. */
  readonly wasLeased: (attempt: SealedAttempt) => boolean;
  /** `leaseMs`: a lease not renewed for this long is lost. */
  readonly limits: DeadlineLimits & { readonly leaseMs: number };
  readonly tasks: TaskBook;
  readonly leases: LeaseBook;
  readonly claims: AttemptClaims;
  readonly devices: DeviceBook;
  /** Devices that have enough to do, and are in no line for a moment; those leased to longest ago first. */
  readonly supplied: Set<Device>;
  readonly suspensions: Suspensions;
  readonly offsets: OffsetTracker;
  readonly recent: RecentResults;
  readonly held: HeldResults;
  /** Jobs that were canceled not long ago. */
  readonly canceledJobs: BoundedMap<true>;
  /** Attempts that ended without a result not long ago: LOST with their devices, or CLOSED for good. */
  readonly ended: BoundedMap<'LOST' | 'CLOSED'>;
  /** How often runs missed their deadlines lately. */
  readonly timeouts: BoundedMap<number>;
  /** What model versions did to devices, of those that did. */
  readonly modelFaults: BoundedMap<ModelFaults>;
  readonly runTimes: RunTimeBook;
  /** Second leases that fleets may still make. */
  readonly hedgeBudgets: BoundedMap<HedgeBudget>;
  /** Whose turn it is among the communities of a fleet. */
  readonly shares: BoundedMap<FairShare>;
  readonly publisher: EventPublisher;
  readonly counts: DispatchCounts;
  readonly leaseUrls: (lease: { readonly task: TaskMessage; readonly deviceId: string }) => LeaseUrls;
  /** Why nothing is leased at present, in words; null normally. */
  readonly halted: () => string | null;
  /** Asks for a leasing round soon: something changed that may make one worthwhile. */
  readonly wake: () => void;
}
