import type { JsonValue } from '@ai-collective/contracts';
import { agentVersion } from './agentVersion.js';
import type { ArtifactCache } from './cache/ArtifactCache.js';
import type { InferencePool } from './children/InferencePool.js';
import type { Enrolment } from './identity/keptEnrolment.js';
import type { AttemptBook } from './leases/AttemptBook.js';
import type { DispatcherClient } from './protocol/DispatcherClient.js';

export interface StatusParts {
  readonly enrolment: Enrolment;
  readonly cores: number;
  readonly paused: string | null;
  readonly client: DispatcherClient;
  readonly book: AttemptBook;
  readonly cache: ArtifactCache;
  readonly pool: InferencePool;
}

/** What the owner sees at `GET /status`: who the device is, what it does and did, and why it does nothing. */
export function agentStatus({ enrolment, cores, paused, client, book, cache, pool }: StatusParts): JsonValue {
  const { link } = client;
  return {
    version: agentVersion,
    deviceId: enrolment.deviceId,
    name: enrolment.name,
    fleetId: enrolment.fleetId,
    link: link.state,
    linkReason: link.state === 'refused' ? link.reason : null,
    paused,
    cores,
    attempts: book.held.map(({ lease, startedAt }) => ({
      attemptId: lease.attemptId,
      jobId: lease.jobId,
      runner: lease.runner,
      startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
    })),
    unsettled: book.unsettled.length,
    ...book.counts,
    cache: { ...cache.usage, models: cache.models },
    children: pool.pids,
  };
}
