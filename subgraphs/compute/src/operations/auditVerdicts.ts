import type { OutboxMessage } from '@ai-collective/platform';
import type { AttemptSnapshot, Judged } from '../rules/applyAttemptEvent.js';
import { ownRecord } from './audit.js';
import type { Suspension } from './deviceBeliefs.js';
import { groupByKey } from './groupByKey.js';
import type { LockedJob, LockedTask } from './taskChange.js';

/** What was found of a task's results. */
export interface AuditedVerdict {
  readonly task: LockedTask;
  readonly verdict: Judged;
  readonly found: readonly { readonly attempt: AttemptSnapshot; readonly outcome: 'VALID' | 'INVALID' }[];
}

/** A device that a verdict on a task of this job shut out. */
export interface AuditedSuspension extends Suspension {
  readonly job: LockedJob;
}

/** Verdicts in one record at most: a record has to fit a message. */
const verdictsPerRecord = 500;

/** The records of verdicts: one for each job of a batch, or as few as hold them, each verdict in it by itself. */
export function verdictRecords(verdicts: readonly AuditedVerdict[]): readonly OutboxMessage[] {
  return [...groupByKey(verdicts, ({ task }) => task.job)].flatMap(([job, own]) =>
    slices(own, verdictsPerRecord).map((some) =>
      ownRecord(job.policyVersion, {
        community: job.tenantId,
        action: 'tasks:verify',
        type: 'job',
        id: job.id,
        details: { verdicts: some.map(describeVerdict) },
      }),
    ),
  );
}

function describeVerdict({ task, verdict, found }: AuditedVerdict) {
  const { canonical, verified, accepted, inconclusive } = verdict;
  return {
    taskId: task.id,
    canonical,
    verified,
    attempts: found.map(({ attempt: { id, deviceId }, outcome }) => ({ id, deviceId, outcome })),
    ...(accepted.length === 0 ? {} : { accepted: [...accepted] }),
    ...(inconclusive.length === 0 ? {} : { inconclusive: [...inconclusive] }),
  };
}

/** The records of jobs that begin to run. */
export function startRecords(jobs: readonly LockedJob[]): readonly OutboxMessage[] {
  return jobs.map(({ id, tenantId, policyVersion }) =>
    ownRecord(policyVersion, { community: tenantId, action: 'jobs:start', type: 'job', id }),
  );
}

/** The records of suspensions, with what an appeal is decided on. */
export function suspensionRecords(suspensions: readonly AuditedSuspension[]): readonly OutboxMessage[] {
  return suspensions.map(({ job, deviceId, standing }) =>
    ownRecord(job.policyVersion, {
      community: job.tenantId,
      action: 'devices:suspend',
      type: 'device',
      id: deviceId,
      details: {
        judged: standing.judged,
        wrong: standing.wrong,
        strikes: standing.strikes,
        evidence: [...standing.evidence],
      },
    }),
  );
}

function slices<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
