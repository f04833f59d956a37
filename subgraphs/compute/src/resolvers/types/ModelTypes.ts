import {
  Directive,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import { modelVersionStates, type ModelVersionState } from '../../entities/ModelVersion.js';
import { ComparatorOutput } from './ComparatorTypes.js';
import { BlobReference } from './references.js';
import { TensorDeclaration } from './TensorTypes.js';

const stateEnum = Object.fromEntries(modelVersionStates.map((state) => [state, state]));
registerEnumType(stateEnum, {
  name: 'ModelVersionState',
  description: 'Where a model version is.',
  valuesConfig: {
    UPLOADED: { description: 'Its files are there, unchecked.' },
    CHECKED: { description: 'Its files are sound.' },
    ALLOWED: { description: 'It may be run.' },
    RETIRED: { description: 'It is no longer run.' },
  },
});

@ObjectType('Model', { description: 'Something that can be run, in numbered versions.' })
@Directive('@key(fields: "id")')
export class ModelType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => String, { description: 'Short name, unique in the community; jobs can name the model by it.' })
  slug!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it does; may be empty.' })
  description!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was registered.' })
  createdAt!: Date;
}

@ObjectType({ description: 'A set of operators a model was written against.' })
export class OperatorSet {
  @Field(() => String, { description: "Its domain; empty for ONNX's own." })
  domain!: string;

  @Field(() => Int, { description: 'Its version.' })
  version!: number;
}

@ObjectType({ description: 'A file of a model version, with what was read from it.' })
export class ModelArtifact {
  @Field(() => String, { description: 'What the runner uses it for.' })
  role!: string;

  @Field(() => BlobReference, { description: 'The file.' })
  blob!: BlobReference;

  @Field(() => Float, { description: 'Its size in bytes.' })
  bytes!: number;

  @Field(() => [TensorDeclaration], { description: 'Inputs the ONNX file declares; empty when it is none.' })
  inputs!: TensorDeclaration[];

  @Field(() => [TensorDeclaration], { description: 'Outputs the ONNX file declares; empty when it is none.' })
  outputs!: TensorDeclaration[];

  @Field(() => [OperatorSet], { description: 'Operator sets the ONNX file imports.' })
  operatorSets!: OperatorSet[];

  @Field(() => [String], { description: 'Domains of the operators it uses.' })
  operatorDomains!: string[];
}

@ObjectType('ModelVersion', { description: 'One immutable version of a model.' })
@Directive('@key(fields: "id")')
export class ModelVersionType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => Int, { description: 'Counts the versions of the model from 1.' })
  number!: number;

  @Field(() => String, { description: 'What an agent does around the model, for example tensor or ocr.' })
  runner!: string;

  @Field(() => String, { description: 'Its licence, as the publisher states it.' })
  licence!: string;

  @Field(() => Int, { nullable: true, description: 'Most items it takes in one run; null when unknown.' })
  maxBatch!: number | null;

  @Field(() => ComparatorOutput, { description: 'When devices agree on an output of it.' })
  comparator!: ComparatorOutput;

  @Field(() => stateEnum, { description: 'Where it is.' })
  state!: ModelVersionState;

  @Field(() => GraphQLISODateTime, { description: 'When it was published.' })
  createdAt!: Date;
}

@ObjectType('Fleet', { description: 'A pool of devices, and the queue of their tasks.' })
@Directive('@key(fields: "id")')
export class FleetType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => String, { description: 'Its name, unique in the community.' })
  name!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was opened.' })
  createdAt!: Date;
}
