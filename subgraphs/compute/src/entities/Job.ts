import type { PrivacyClass } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import {
  jobProgress,
  jobState,
  type JobState,
  type Preparation,
  type TaskCounts,
} from '../rules/jobState.js';

/**
 * A model version, or a chain of them, to be run on a number of items, with a count of the items in each state: an item is where
 * the task is that it has come to.
 */
export const JobEntity = defineEntity({
  name: 'Job',
  tableName: 'jobs',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    /** What it runs; of a chain, the first of it. */
    modelVersionId: p.string(),
    /** Of a chain: the model versions of its steps, in order; else empty. */
    chain: p.array(),
    /** Of a chain: how many tasks succeeded that were not an item's last. */
    passed: p.integer(),
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
    /** When it has to be done; what is left of it fails then. */
    deadlineAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().nullable(),
  },
});

export type Job = InferEntity<typeof JobEntity>;

/** The counts of a job's items by the state of the task each has come to. */
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
  return job.preparation ?? jobState(countsOf(job), job.passed);
}

/** The settled share of a job, from 0 to 1. */
export function progressOf(job: Job): number {
  return job.preparation === 'PREPARING' ? 0 : jobProgress(countsOf(job));
}
