import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Job } from '../entities/Job.js';
import type { Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { readOutput } from '../operations/readOutput.js';
import { Json } from './Json.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { JobType } from './types/JobTypes.js';
import { BlobReference } from './types/references.js';
import { AttemptType, PlacementType, TaskInputType, TaskType } from './types/TaskTypes.js';

@Resolver(() => TaskType)
export class TaskResolver {
  constructor(
    private readonly services: ComputeServices,
    private readonly loaders: LoadersByRequest,
  ) {}

  @FieldResolver(() => JobType, { description: 'The job it belongs to.' })
  async job(@Root() task: Task, @Ctx() context: SubgraphContext): Promise<Job> {
    const job = await this.loaders.of(context).jobs.load(task.jobId);
    if (job === undefined) throw errors.JOB_NOT_FOUND();
    return job;
  }

  @FieldResolver(() => [TaskInputType], { description: 'Its inputs.' })
  inputs(@Root() task: Task): TaskInputType[] {
    return Object.entries(task.input).map(([name, value]) => ({
      name,
      tensor: value.type === 'tensor' ? value : null,
      blob: value.type === 'blob' ? { cid: value.cid } : null,
    }));
  }

  @FieldResolver(() => Json, {
    nullable: true,
    description: "The runner's answer; null until it succeeded, or when it is over 4 MiB: see outputBlob.",
  })
  async output(@Root() task: Task): Promise<unknown> {
    return (await readOutput(this.services, task)).output;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The answer's text, where the runner gives text.",
  })
  async text(@Root() task: Task): Promise<string | null> {
    return (await readOutput(this.services, task)).text;
  }

  @FieldResolver(() => BlobReference, {
    nullable: true,
    description: 'The blob that holds the answer as JSON, when it was too large to be sent in place.',
  })
  outputBlob(@Root() task: Task): BlobReference | null {
    return task.output?.type === 'blob' ? { cid: task.output.cid } : null;
  }

  @FieldResolver(() => PlacementType, {
    nullable: true,
    description: 'Where it was placed last, and why; null until it was. Each attempt has its own.',
  })
  async placement(@Root() task: Task, @Ctx() context: SubgraphContext): Promise<PlacementType | null> {
    const attempts = (await this.loaders.of(context).attemptsOfTasks.load(task.id)) ?? [];
    return attempts.at(-1)?.placement ?? null;
  }

  @FieldResolver(() => [AttemptType], { description: 'Every time a device had it, oldest first.' })
  async attempts(@Root() task: Task, @Ctx() context: SubgraphContext): Promise<AttemptType[]> {
    const attempts = (await this.loaders.of(context).attemptsOfTasks.load(task.id)) ?? [];
    return attempts.map(({ deviceId, ...attempt }) => ({
      id: attempt.id,
      device: { id: deviceId },
      state: attempt.state,
      placement: attempt.placement ?? null,
      failure: attempt.failure ?? null,
      startedAt: attempt.startedAt ?? null,
      finishedAt: attempt.finishedAt ?? null,
      runMs: attempt.runMs ?? null,
      energyJoules: attempt.joules ?? null,
    }));
  }
}
