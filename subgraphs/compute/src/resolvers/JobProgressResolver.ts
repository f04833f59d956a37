import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { countsOf, progressOf, stateOf, type Job } from '../entities/Job.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import type { Requester } from '../operations/Requester.js';
import { watchJob } from '../operations/watchJob.js';
import { toTaskCounts } from './toTaskCounts.js';
import { JobProgress } from './types/JobTypes.js';

interface SubscribeData {
  readonly args: { readonly jobId: string };
  readonly context: SubgraphContext;
}

@Resolver()
export class JobProgressResolver {
  constructor(private readonly services: Pick<ComputeServices, 'reach' | 'database' | 'watchers'>) {}

  @Requires('jobs:read')
  @Subscription(() => JobProgress, {
    description:
      'How far a job is: now, at every change (ten a second at most), and at last when it is finished.',
    subscribe: ({ args, context }: SubscribeData) => instanceOf(context).watch(context, args.jobId),
  })
  jobProgress(
    @Root() job: Job,
    @Arg('jobId', () => ID, { description: 'The job.' }) _jobId: string,
  ): Omit<JobProgress, 'job'> & { readonly job: Job } {
    const counts = countsOf(job);
    return {
      jobId: job.id,
      state: stateOf(job),
      finished: job.finishedAt != null,
      progress: progressOf(job),
      counts: toTaskCounts(counts),
      job,
    };
  }

  watch(requester: Requester, jobId: string): Promise<AsyncIterableIterator<Job>> {
    return watchJob(this.services, requester, jobId);
  }
}

/** The function that subscribes belongs to the class; the instance with the services is in the container. */
function instanceOf(context: SubgraphContext): JobProgressResolver {
  const instance = context.container?.get(JobProgressResolver);
  if (instance instanceof JobProgressResolver) return instance;
  throw new Error('the container has no JobProgressResolver');
}
