import type { Queue } from '@ai-collective/contracts';

/** What of a job decides where its tasks wait. */
export interface WaitingJob {
  readonly tenantId: string;
  readonly fleetId: string;
  readonly modelVersionId: string;
  /** Of a chain: the model versions of its steps; else empty. */
  readonly chain: readonly string[];
  readonly privacy: string;
  readonly regions?: readonly string[] | null | undefined;
  readonly queued: number;
  readonly verifying: number;
}

/** The queues of dispatchers in which tasks of a job can wait, those first that most likely hold some. */
export function waitingQueues(job: WaitingJob): readonly Queue[] {
  const { tenantId: communityId, fleetId, privacy, regions = null, queued, verifying } = job;
  const versions = new Set(job.chain.length > 0 ? job.chain : [job.modelVersionId]);
  const opinions = [...(queued > 0 ? [false] : []), ...(verifying > 0 ? [true] : [])];
  return opinions.flatMap((isSecondOpinion) =>
    [...versions].map((modelVersionId) => ({
      ...{ communityId, fleetId, modelVersionId, privacy, regions, isSecondOpinion },
    })),
  );
}
