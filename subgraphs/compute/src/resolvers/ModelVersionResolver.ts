import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Model } from '../entities/Model.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import type { DeclaredTensor } from '../onnx/ModelFacts.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { toDimensions } from './toDimensions.js';
import { ModelArtifact, ModelType, ModelVersionType } from './types/ModelTypes.js';
import { TaskInputDeclaration, TensorDeclaration } from './types/TensorTypes.js';

const toDeclaration = (tensor: DeclaredTensor): TensorDeclaration => ({
  ...tensor,
  shape: toDimensions(tensor.shape),
});

@Resolver(() => ModelVersionType)
export class ModelVersionResolver {
  constructor(private readonly loaders: LoadersByRequest) {}

  @FieldResolver(() => ModelType, { description: 'The model it is a version of.' })
  async model(@Root() version: ModelVersion, @Ctx() context: SubgraphContext): Promise<Model> {
    const model = await this.loaders.of(context).models.load(version.modelId);
    if (model === undefined) throw errors.MODEL_NOT_FOUND();
    return model;
  }

  @FieldResolver(() => [TaskInputDeclaration], { description: 'What its tasks take.' })
  inputs(@Root() version: ModelVersion): TaskInputDeclaration[] {
    return version.inputs.map((input) => ({ ...input, shape: toDimensions(input.shape) }));
  }

  @FieldResolver(() => [TensorDeclaration], {
    description: 'The tensors its tasks give; empty for runners that give text.',
  })
  outputs(@Root() version: ModelVersion): TensorDeclaration[] {
    return version.outputs.map(toDeclaration);
  }

  @FieldResolver(() => [ModelArtifact], { description: 'Its files.' })
  artifacts(@Root() version: ModelVersion): ModelArtifact[] {
    return version.artifacts.map((artifact) => ({
      role: artifact.role,
      bytes: artifact.bytes,
      blob: { cid: artifact.cid },
      inputs: artifact.inputs.map(toDeclaration),
      outputs: artifact.outputs.map(toDeclaration),
      operatorSets: [...artifact.operatorSets],
      operatorDomains: [...artifact.operatorDomains],
    }));
  }
}
