import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Model } from '../entities/Model.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { createModel } from '../operations/createModel.js';
import { findModel, listModels } from '../operations/findModel.js';
import type { Page } from '../operations/page.js';
import { publishModelVersion } from '../operations/publishModelVersion.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { ModelConnection } from './types/connections.js';
import { CreateModelInput, PublishModelVersionInput } from './types/inputs.js';
import { ModelType, ModelVersionType } from './types/ModelTypes.js';
import { PageArguments } from './types/PageArguments.js';

@Resolver(() => ModelType)
export class ModelResolver {
  constructor(
    private readonly services: ComputeServices,
    private readonly loaders: LoadersByRequest,
  ) {}

  @Requires('models:read')
  @Query(() => ModelType, {
    nullable: true,
    description: 'A model by id or slug; exactly one must be given.',
  })
  model(
    @Ctx() context: SubgraphContext,
    @Arg('id', () => ID, { nullable: true, description: 'Its identifier.' }) id?: string | null,
    @Arg('slug', () => String, { nullable: true, description: 'Its slug.' }) slug?: string | null,
  ): Promise<Model | null> {
    return findModel(this.services, context, { id, slug });
  }

  @Requires('models:read')
  @Query(() => ModelConnection, { description: "The community's models, newest first." })
  models(
    @Ctx() context: SubgraphContext,
    @Args(() => PageArguments) page: PageArguments,
  ): Promise<Page<Model>> {
    return listModels(this.services, context, page);
  }

  @Requires('models:publish')
  @Mutation(() => ModelType, { description: 'Registers a model. Needs models:publish.' })
  createModel(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => CreateModelInput, { description: 'The model.' }) input: CreateModelInput,
  ): Promise<Model> {
    return createModel(this.services, context, input);
  }

  @Requires('models:publish')
  @Mutation(() => ModelVersionType, {
    description: 'Checks the files of a new version of a model and makes it runnable. Needs models:publish.',
  })
  publishModelVersion(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => PublishModelVersionInput, { description: 'The version.' })
    input: PublishModelVersionInput,
  ): Promise<ModelVersion> {
    return publishModelVersion(this.services, context, input);
  }

  @FieldResolver(() => [ModelVersionType], { description: 'Its versions, newest first.' })
  async versions(@Root() model: Model, @Ctx() context: SubgraphContext): Promise<readonly ModelVersion[]> {
    return (await this.loaders.of(context).versionsOfModels.load(model.id)) ?? [];
  }

  @FieldResolver(() => ModelVersionType, {
    nullable: true,
    description: 'The version that runs when only the model is named.',
  })
  async newestVersion(@Root() model: Model, @Ctx() context: SubgraphContext): Promise<ModelVersion | null> {
    const versions = await this.loaders.of(context).versionsOfModels.load(model.id);
    return versions?.find(({ state }) => state === 'ALLOWED') ?? null;
  }
}
