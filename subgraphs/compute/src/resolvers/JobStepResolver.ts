import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { countsOf } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import type { JobStep } from '../operations/loadJobSteps.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { toTaskCounts } from './toTaskCounts.js';
import { JobStepType, TaskCounts } from './types/JobTypes.js';
import { ModelVersionType } from './types/ModelTypes.js';

@Resolver(() => JobStepType)
export class JobStepResolver {
  constructor(private readonly loaders: LoadersByRequest) {}

  @FieldResolver(() => ModelVersionType, { description: 'What it runs.' })
  async modelVersion(@Root() step: JobStep, @Ctx() context: SubgraphContext): Promise<ModelVersion> {
    const version = await this.loaders.of(context).modelVersions.load(step.modelVersionId);
    if (version === undefined) throw errors.MODEL_VERSION_NOT_FOUND();
    return version;
  }

  @FieldResolver(() => TaskCounts, {
    description: 'Its tasks by state; items that have not come to it have none.',
  })
  counts(@Root() step: JobStep): TaskCounts {
    return toTaskCounts(countsOf(step));
  }
}
