import { leaseMilliseconds, newId } from '@ai-collective/contracts';
import type { KafkaProducer, Logger } from '@ai-collective/platform/runtime';
import type { DispatcherConfig } from './config.js';
import { DeviceBook } from './devices/DeviceBook.js';
import { Suspensions } from './devices/Suspensions.js';
import type { DispatchContext } from './DispatchContext.js';
import { RunTimeBook } from './learning/RunTimeBook.js';
import { AttemptClaims } from './leases/AttemptClaims.js';
import { isSealed, sealAttempt } from './leases/attemptSeal.js';
import { LeaseBook } from './leases/LeaseBook.js';
import { mintLeaseUrls } from './leases/mintLeaseUrls.js';
import { DispatchCounts } from './metrics/DispatchCounts.js';
import { OffsetTracker } from './offsets/OffsetTracker.js';
import { BoundedMap } from './results/BoundedMap.js';
import { EventPublisher } from './results/EventPublisher.js';
import { HeldResults } from './results/HeldResults.js';
import { RecentResults } from './results/RecentResults.js';
import { TaskBook } from './tasks/TaskBook.js';

/** What a dispatcher needs from around it. */
export interface Surroundings {
  readonly config: DispatcherConfig;
  readonly log: Logger;
  readonly producer: KafkaProducer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly isDraining: () => boolean;
  readonly wake: () => void;
}

const mostEnded = 100_000;
const mostCanceledJobs = 10_000;
const mostTimedOut = 10_000;
const mostFleets = 10_000;
const mostFaultyModels = 1_000;

/** Events waiting for the broker above which no more work is handed out. */
const mostUnpublished = 5_000;

/** A dispatcher that knows nothing yet. */
export function createContext(surroundings: Surroundings): DispatchContext {
  const { config, log, producer, now, wake } = surroundings;
  const publisher = new EventPublisher(producer, log);
  const urlSettings = {
    secret: config.CAPABILITY_SECRET,
    storageUrl: config.STORAGE_PUBLIC_URL,
    outputMaxBytes: config.OUTPUT_MAX_BYTES,
  };
  return {
    log,
    now,
    wake,
    newAttemptId: (lease) => sealAttempt(config.CAPABILITY_SECRET, { attemptId: newId('attempt'), ...lease }),
    wasLeased: (attempt) => isSealed(config.CAPABILITY_SECRET, attempt),
    limits: {
      leaseMs: leaseMilliseconds,
      graceMs: config.RUNTIME_GRACE_MS,
      shortestMs: config.ATTEMPT_SHORTEST_MS,
      longestMs: config.ATTEMPT_LONGEST_MS,
    },
    tasks: new TaskBook(),
    leases: new LeaseBook(),
    claims: new AttemptClaims(),
    devices: new DeviceBook(),
    supplied: new Set(),
    suspensions: new Suspensions(log),
    offsets: new OffsetTracker(),
    recent: new RecentResults(config.RECENT_RESULTS),
    held: new HeldResults({ count: config.HELD_RESULTS, milliseconds: config.HELD_RESULT_MS }),
    canceledJobs: new BoundedMap(mostCanceledJobs),
    ended: new BoundedMap(mostEnded),
    timeouts: new BoundedMap(mostTimedOut),
    modelFaults: new BoundedMap(mostFaultyModels),
    runTimes: new RunTimeBook(),
    hedgeBudgets: new BoundedMap(mostFleets),
    shares: new BoundedMap(mostFleets),
    publisher,
    counts: new DispatchCounts(),
    leaseUrls: (lease) => mintLeaseUrls(urlSettings, lease, now()),
    halted: haltReason(surroundings, publisher),
  };
}

function haltReason(
  { config, now, isDraining }: Surroundings,
  publisher: EventPublisher,
): () => string | null {
  let graceEnds: number | undefined;
  return () => {
    if (isDraining()) return 'the dispatcher is shutting down';
    // Counted from the first time anybody asks: connecting to a slow broker must not use it up.
    graceEnds ??= now() + config.RECONNECT_GRACE_MS;
    if (now() < graceEnds) return 'just started: waiting for devices to come back with what they are running';
    return publisher.pending > mostUnpublished ? 'results cannot be published at present' : null;
  };
}
