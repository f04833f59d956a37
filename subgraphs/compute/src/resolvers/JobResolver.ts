import { Requires, type SubgraphContext } from '@ai-collective/platform';
import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  Float,
  GraphQLISODateTime,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Fleet } from '../entities/Fleet.js';
import { countsOf, progressOf, stateOf, type Job } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import type { Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import { webhookDetailsSchema } from '../operations/callWebhook.js';
import { cancelJob } from '../operations/cancelJob.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import type { JobCost } from '../operations/credit/loadJobCosts.js';
import { estimateJob, type JobEstimate } from '../operations/estimateJob.js';
import { exportResults } from '../operations/exportResults.js';
import { findJob } from '../operations/findJob.js';
import type { JobEnergy } from '../operations/loadJobEnergy.js';
import type { JobWork, WorkKind } from '../operations/jobWork.js';
import { listJobs } from '../operations/listJobs.js';
import { listTasks } from '../operations/listTasks.js';
import type { Page } from '../operations/page.js';
import type { JobStep } from '../operations/loadJobSteps.js';
import { submitJob } from '../operations/submitJob.js';
import type { JobState } from '../rules/jobState.js';
import { waitingQueues } from '../rules/waitingQueues.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { toExport } from './toExport.js';
import { toPreparation } from './toPreparation.js';
import { toTaskCounts } from './toTaskCounts.js';
import { JobConnection, TaskConnection } from './types/connections.js';
import { JobCostType } from './types/CreditTypes.js';
import { EstimateJobInput, JobEstimateType } from './types/EstimateTypes.js';
import { SubmitJobInput } from './types/inputs.js';
import {
  DecisionBasis,
  JobEnergyType,
  JobExport,
  JobPreparation,
  JobStepType,
  jobStateEnum,
  JobType,
  TaskCounts,
} from './types/JobTypes.js';
import { FleetType, ModelVersionType } from './types/ModelTypes.js';
import { JobWebhook } from './types/WebhookTypes.js';
import { JobsArguments, TasksArguments } from './types/PageArguments.js';

@Resolver(() => JobType)
export class JobResolver {
  constructor(
    private readonly services: ComputeServices,
    private readonly loaders: LoadersByRequest,
  ) {}

  @Requires('jobs:read')
  @Query(() => JobType, { description: 'A job of the community. JOB_NOT_FOUND when there is none.' })
  job(
    @Ctx() context: SubgraphContext,
    @Arg('id', () => ID, { description: 'Its identifier.' }) id: string,
  ): Promise<Job> {
    return findJob(this.services, context, id);
  }

  @Requires('jobs:read')
  @Query(() => JobConnection, { description: "The community's jobs, newest first." })
  jobs(@Ctx() context: SubgraphContext, @Args(() => JobsArguments) page: JobsArguments): Promise<Page<Job>> {
    return listJobs(this.services, context, page);
  }

  @Requires('jobs:submit')
  @Query(() => JobEstimateType, {
    description:
      'What a job would take, from what was measured before. Needs jobs:submit. Error codes: those of submitJob for its target, chain and size.',
  })
  estimateJob(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => EstimateJobInput, { description: 'The job.' }) input: EstimateJobInput,
  ): Promise<JobEstimate> {
    return estimateJob(this.services, context, input);
  }

  @Requires('jobs:submit')
  @Mutation(() => JobType, {
    description: 'Submits a job, or answers the one of the same idempotency key. Needs jobs:submit.',
  })
  submitJob(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => SubmitJobInput, { description: 'The job.' }) input: SubmitJobInput,
  ): Promise<Job> {
    return submitJob(this.services, context, input);
  }

  @Requires('jobs:cancel')
  @Mutation(() => JobType, { description: 'Cancels what is left of a job, for good. Needs jobs:cancel.' })
  cancelJob(
    @Ctx() context: SubgraphContext,
    @Arg('jobId', () => ID, { description: 'The job.' }) jobId: string,
  ): Promise<Job> {
    return cancelJob(this.services, context, jobId);
  }

  @Requires('jobs:read')
  @Mutation(() => JobType, {
    description:
      'Asks for the results of a finished job as one blob, see Job.export; asked again, it is the same one. ' +
      'Needs jobs:read. Error codes: JOB_NOT_FOUND, JOB_UNFINISHED, STORAGE_UNAVAILABLE.',
  })
  exportResults(
    @Ctx() context: SubgraphContext,
    @Arg('jobId', () => ID, { description: 'The job.' }) jobId: string,
  ): Promise<Job> {
    return exportResults(this.services, context, jobId);
  }

  @FieldResolver(() => jobStateEnum, {
    description: 'Where it is; follows from its tasks, once it has them.',
  })
  state(@Root() job: Job): JobState {
    return stateOf(job);
  }

  @FieldResolver(() => TaskCounts, {
    description: 'Its tasks by state; of a chain, its items, each as the task that it has come to.',
  })
  counts(@Root() job: Job): TaskCounts {
    return toTaskCounts(countsOf(job));
  }

  @FieldResolver(() => Float, { description: 'The settled share of its items, from 0 to 1.' })
  progress(@Root() job: Job): number {
    return progressOf(job);
  }

  @FieldResolver(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it has to be done; what is left of it fails then.',
  })
  deadline(@Root() job: Job): Date | null {
    return job.deadlineAt ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Why those of its tasks wait that no device has, in words, as of the last half minute; null when none does, or nothing was heard of it.',
  })
  waitingReason(@Root() job: Job): string | null {
    const now = new Date();
    for (const queue of waitingQueues(job)) {
      const reason = this.services.situations.waitingReason(queue, now);
      if (reason !== null) return reason;
    }
    return null;
  }

  @FieldResolver(() => DecisionBasis, { description: 'What its acceptance and limits rest on.' })
  because(@Root() job: Job): DecisionBasis {
    return { policyVersion: job.policyVersion };
  }

  @FieldResolver(() => JobCostType, {
    nullable: true,
    description: 'What it costs; null for jobs from before there was credit.',
  })
  async cost(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<JobCost | null> {
    return (await this.loaders.of(context).costsOfJobs.load(job.id)) ?? null;
  }

  @FieldResolver(() => ModelVersionType, { description: 'What it runs; of a chain, the first of it.' })
  async modelVersion(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<ModelVersion> {
    const version = await this.loaders.of(context).modelVersions.load(job.modelVersionId);
    if (version === undefined) throw errors.MODEL_VERSION_NOT_FOUND();
    return version;
  }

  @FieldResolver(() => [JobStepType], {
    description: 'What each item goes through, in order: one step, or those of its chain.',
  })
  async steps(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<readonly JobStep[]> {
    if (job.chain.length === 0) return [{ ...job, jobId: job.id, number: 0 }];
    return (await this.loaders.of(context).stepsOfJobs.load(job.id)) ?? [];
  }

  @FieldResolver(() => FleetType, { description: 'Where it runs.' })
  async fleet(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<Fleet> {
    const fleet = await this.loaders.of(context).fleets.load(job.fleetId);
    if (fleet === undefined) throw errors.FLEET_NOT_FOUND();
    return fleet;
  }

  @FieldResolver(() => JobPreparation, {
    nullable: true,
    description: 'How it gets its items; null when they were submitted with it.',
  })
  async preparation(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<JobPreparation | null> {
    const work = await this.#work(job, 'PREPARE', context);
    return work === undefined ? null : toPreparation(work);
  }

  @FieldResolver(() => JobExport, {
    nullable: true,
    description: 'Its results as one blob; null until exportResults asks for it.',
  })
  async export(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<JobExport | null> {
    const work = await this.#work(job, 'EXPORT', context);
    return work === undefined ? null : toExport(job, work);
  }

  @FieldResolver(() => JobEnergyType, {
    nullable: true,
    description: 'What it took of energy so far; null when no device told.',
  })
  async energy(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<JobEnergy | null> {
    return (await this.loaders.of(context).energyOfJobs.load(job.id)) ?? null;
  }

  @FieldResolver(() => JobWebhook, {
    nullable: true,
    description: 'The address that is told of its end; null when there is none.',
  })
  async webhook(@Root() job: Job, @Ctx() context: SubgraphContext): Promise<JobWebhook | null> {
    const work = await this.#work(job, 'WEBHOOK', context);
    if (work === undefined) return null;
    const { details, state, attempts, lastError } = work;
    return { ...webhookDetailsSchema.parse(details), state, attempts, lastError };
  }

  @FieldResolver(() => TaskConnection, {
    description: 'Its tasks, in the order of its items: one of each item, the last it has come to.',
  })
  tasks(@Root() job: Job, @Args(() => TasksArguments) page: TasksArguments): Promise<Page<Task>> {
    return listTasks(this.services, job, page);
  }

  async #work(job: Job, kind: WorkKind, context: SubgraphContext): Promise<JobWork | undefined> {
    const all = await this.loaders.of(context).workOfJobs.load(job.id);
    return all?.find((work) => work.kind === kind);
  }
}
