import type { JsonValue } from '@ai-collective/contracts';
import { agentVersion } from './agentVersion.js';
import type { ArtifactCache } from './cache/ArtifactCache.js';
import type { InferencePool } from './children/InferencePool.js';
import type { Consent } from './consent/Consent.js';
import type { Permission } from './consent/Permission.js';
import type { PreferenceFile } from './consent/PreferenceFile.js';
import type { Slumber } from './consent/Slumber.js';
import type { Tally } from './consent/Tally.js';
import type { Enrolment } from './identity/keptEnrolment.js';
import type { AttemptBook } from './leases/AttemptBook.js';
import type { Providers } from './providers/Providers.js';
import type { DispatcherClient } from './protocol/DispatcherClient.js';
import { isNewerVersion } from './rules/isNewerVersion.js';
import { localDay } from './localDay.js';

export interface StatusParts {
  readonly enrolment: Enrolment;
  readonly cores: number;
  readonly paused: string | null;
  readonly consent: Consent;
  readonly permission: Permission;
  readonly preferences: PreferenceFile;
  readonly tally: Tally;
  readonly client: DispatcherClient;
  readonly book: AttemptBook;
  readonly cache: ArtifactCache;
  readonly pool: InferencePool;
  readonly providers: Providers;
  readonly slumber: Slumber;
}

/** Models shown with where they run: those that ran last. */
const shownModels = 20;

/** What the owner sees at `GET /status`: who the device is, what it does and did, and why it does nothing. */
export function agentStatus(parts: StatusParts): JsonValue {
  const { enrolment, cores, paused, client, book, cache, pool, providers, slumber } = parts;
  const { link } = client;
  return {
    version: agentVersion,
    newerVersion: newerThanThis(client.newestAgentVersion),
    deviceId: enrolment.deviceId,
    name: enrolment.name,
    fleetId: enrolment.fleetId,
    link: link.state,
    linkReason: link.state === 'refused' ? link.reason : null,
    paused,
    asleep: slumber.asleep,
    ...consentStatus(parts),
    cores,
    energy: pool.energySource,
    providers: providers.found?.map((found) => ({ ...found })) ?? null,
    models: providers.suitabilities.findings.slice(-shownModels).map((finding) => ({ ...finding })),
    attempts: book.held.map(({ lease, startedAt }) => ({
      attemptId: lease.attemptId,
      jobId: lease.jobId,
      runner: lease.runner,
      modelVersionId: lease.modelVersionId,
      startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
    })),
    unsettled: book.unsettled.length,
    ...book.counts,
    cache: { ...cache.usage, models: cache.models },
    children: pool.pids,
  };
}

function consentStatus({ consent, permission, preferences, tally }: StatusParts): Record<string, JsonValue> {
  const { observations } = permission;
  const { today, allTime } = tally.on(localDay(new Date()));
  return {
    pausedUntil: consent.until === null ? null : new Date(consent.until).toISOString(),
    reasons: permission.reasons,
    observations: { ...observations },
    unknown: Object.entries(observations).flatMap(([name, value]) => (value === 'unknown' ? [name] : [])),
    caps: { ...preferences.current },
    today: { ...today },
    allTime: { ...allTime },
  };
}

function newerThanThis(version: string | null): string | null {
  return version !== null && isNewerVersion(version, agentVersion) ? version : null;
}
