import { columnsOf } from '@ai-collective/platform';
import { z } from 'zod';
import { countsOf, JobEntity, stateOf, type Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import { signWebhook } from '../rules/signWebhook.js';
import type { ComputeServices } from './ComputeServices.js';
import type { WorkHandler } from './doDueWork.js';
import { endWork, type TakenWork } from './jobWork.js';
import { webhookSecretsOf } from './webhookSecrets.js';

/** What a webhook was asked for with, and how often results of the job were replaced since it ended. */
export const webhookDetailsSchema = z.object({ url: z.string(), revision: z.int().default(0) });

/** How long a webhook rests after each failure, in seconds: eight calls in some 28 hours, as Standard Webhooks proposes. */
const rests = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

/**
 * Tells an address of the community's choice that a job is finished, at least once, until it answers with a status of 2xx; and again
 * with another id, when results of it were replaced since.
 */
export const callWebhook: WorkHandler = {
  kind: 'WEBHOOK',
  leaseSeconds: 60,
  restSeconds: (attempt) => rests[attempt - 1] ?? null,
  run: async (services, work) => {
    const { job, url, revision } = await load(services, work);
    const timestamp = Math.floor(Date.now() / 1000);
    const id = revision === 0 ? `msg_${job.id}` : `msg_${job.id}_${revision}`;
    const message = { id, timestamp, body: JSON.stringify(bodyOf(job, revision)) };
    const headers = signWebhook(message, await webhookSecretsOf(services, job.tenantId));
    const status = await services.webhooks.post(url, { headers, body: message.body });
    if (status < 200 || status > 299) throw errors.WEBHOOK_FAILED({ reason: `it answered ${status}` });
    await services.database.withTenantSql(job.tenantId, (sql) =>
      endWork(sql, work, { done: 1, result: null }),
    );
  },
};

async function load({ database }: ComputeServices, { tenantId, jobId }: TakenWork) {
  const [[job], [work]] = await database.queryTenant<[Job[], { readonly details: unknown }[]]>(tenantId, [
    [`select ${columnsOf(JobEntity)} from jobs where tenant_id = ? and id = ?`, [tenantId, jobId]],
    [
      `select details from job_work where tenant_id = ? and job_id = ? and kind = 'WEBHOOK'`,
      [tenantId, jobId],
    ],
  ]);
  if (job === undefined) throw new Error('a job whose end is to be told is gone');
  return { job, ...webhookDetailsSchema.parse(work?.details) };
}

/** In the form Standard Webhooks proposes: type, timestamp, data. */
function bodyOf(job: Job, revision: number) {
  const { SUCCEEDED: succeeded, FAILED: failed, CANCELED: canceled } = countsOf(job);
  return {
    type: 'job.finished',
    timestamp: job.finishedAt?.toISOString() ?? null,
    data: {
      jobId: job.id,
      communityId: job.tenantId,
      state: stateOf(job),
      revision,
      counts: { succeeded, failed, canceled },
    },
  };
}
