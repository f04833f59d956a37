import type { PrivacyClass } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import {
  jobProgress,
  jobState,
  type JobState,
  type Preparation,
  type TaskCounts,
} from '../rules/jobState.js';

/** A model version to be run on a number of items, with a count of its tasks in each state. */
export const JobEntity = defineEntity({
  name: 'Job',
  tableName: 'jobs',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    modelVersionId: p.string(),
    fleetId: p.string(),
    /** The communities its community lies in, from the nearest up. */
    ancestors: p.array(),
    priority: p.integer(),
    runtimeLimitMs: p.integer(),
    /** Whose devices may see its inputs. */
    privacy: p.string().$type<PrivacyClass>(),
    /** Where its devices must stand; null: anywhere. */
    regions: p.array().nullable(),
    policyVersion: p.integer(),
    idempotencyKey: p.string().nullable(),
    requestDigest: p.string(),
    submittedBy: p.string(),
    traceparent: p.string().nullable(),
    /** Of a job whose items come from a blob, until they are taken; null for every other. */
    preparation: p.string().$type<Preparation>().nullable(),
    queued: p.integer(),
    dispatched: p.integer(),
    /** Reported by a device, and not believed yet. */
    verifying: p.integer(),
    succeeded: p.integer(),
    failed: p.integer(),
    canceled: p.integer(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().nullable(),
  },
});

export type Job = InferEntity<typeof JobEntity>;

/** The counts of a job by task state. */
export function countsOf(
  job: Pick<Job, 'queued' | 'dispatched' | 'verifying' | 'succeeded' | 'failed' | 'canceled'>,
): TaskCounts {
  return {
    QUEUED: job.queued,
    DISPATCHED: job.dispatched,
    VERIFYING: job.verifying,
    SUCCEEDED: job.succeeded,
    FAILED: job.failed,
    CANCELED: job.canceled,
  };
}

/** Where a job is. */
export function stateOf(job: Job): JobState {
  return job.preparation ?? jobState(countsOf(job));
}

/** The settled share of a job, from 0 to 1. */
export function progressOf(job: Job): number {
  return job.preparation === 'PREPARING' ? 0 : jobProgress(countsOf(job));
}
