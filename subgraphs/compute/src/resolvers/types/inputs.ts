import { Field, GraphQLISODateTime, ID, InputType, Int } from 'type-graphql';
import type { AskedPrivacyClass } from '../../rules/jobPlacement.js';
import { ComparatorInput } from './ComparatorTypes.js';
import { FleetEnrollmentInput } from './FleetEnrollmentTypes.js';
import { JobTargetInput } from './JobTargetInput.js';
import { privacyClassEnum } from './privacyClassEnum.js';

@InputType({ description: 'A model to register.' })
export class CreateModelInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Short name: lower-case letters, digits and inner hyphens.' })
  slug!: string;

  @Field(() => String, { nullable: true, description: 'What it does.' })
  description?: string | null;
}

@InputType({ description: 'A file of a model version.' })
export class ArtifactInput {
  @Field(() => String, {
    description:
      'What the runner uses it for: model for tensor and voice-activity-detection; detection, recognition, characters and perhaps orientation for ocr; model, labels and preprocessing, and perhaps vocabulary, for classification.',
  })
  role!: string;

  @Field(() => ID, { description: 'Content identifier of a blob of the community.' })
  cid!: string;
}

@InputType({ description: 'A version of a model to publish.' })
export class PublishModelVersionInput {
  @Field(() => ID, { description: 'The model.' })
  modelId!: string;

  @Field(() => String, {
    description:
      'What an agent does around it: tensor, ocr, voice-activity-detection, image-classification or text-classification.',
  })
  runner!: string;

  @Field(() => [ArtifactInput], { description: 'Its files, one of each role the runner has.' })
  artifacts!: ArtifactInput[];

  @Field(() => String, { description: 'Its licence, best as an SPDX identifier.' })
  licence!: string;

  @Field(() => Int, { nullable: true, description: 'Most items it takes in one run, 1 to 1,024.' })
  maxBatch?: number | null;

  @Field(() => ComparatorInput, {
    nullable: true,
    description:
      'When devices agree on an output; when absent, within a tolerance that suits float32 everywhere.',
  })
  comparator?: ComparatorInput | null;
}

@InputType({ description: 'A fleet to open.' })
export class CreateFleetInput {
  @Field(() => String, { description: 'Its name, unique in the community.' })
  name!: string;

  @Field(() => FleetEnrollmentInput, {
    nullable: true,
    description: 'Who may bring devices into it, and how many; when absent, only those who manage devices.',
  })
  enrollment?: FleetEnrollmentInput | null;
}

@InputType({ description: 'A tensor in place.' })
export class TensorInput {
  @Field(() => String, { description: 'Element type, for example float32.' })
  dtype!: string;

  @Field(() => [Int], { description: 'Sizes of its dimensions; empty for a scalar.' })
  shape!: number[];

  @Field(() => String, { description: 'Little-endian, row-major elements in base64.' })
  data!: string;
}

@InputType({ description: 'One named input of an item: either a tensor or a blob.' })
export class NamedInput {
  @Field(() => String, { description: 'The name the model version gives it.' })
  name!: string;

  @Field(() => TensorInput, { nullable: true, description: 'The tensor.' })
  tensor?: TensorInput | null;

  @Field(() => ID, { nullable: true, description: 'Content identifier of a blob of the community.' })
  blob?: string | null;
}

@InputType({
  description:
    'One item of a job: every input of the model version, or those that a chain takes of its item, once.',
})
export class JobItemInput {
  @Field(() => [NamedInput], { description: 'Its inputs.' })
  inputs!: NamedInput[];
}

@InputType({ description: 'Where a job may run.' })
export class PlacementInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'Regions one of which its devices must stand in, as an operator of the community said of them: countries such as DE ' +
      '(ISO 3166-1), or parts of them such as DE-BY (ISO 3166-2); 60 at most. Anywhere the community allows when absent.',
  })
  regions?: string[] | null;
}

@InputType({
  description:
    'A job to submit. Give exactly one of modelVersionId, model and steps, and exactly one of items and itemsBlob.',
})
export class SubmitJobInput extends JobTargetInput {
  @Field(() => [JobItemInput], {
    nullable: true,
    description: 'Its items; each becomes a task, or one task after the other in a chain.',
  })
  items?: JobItemInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Content identifier of a blob of the community that holds the items: JSON Lines, on each line a JobItemInput. ' +
      'The job is PREPARING while it is read.',
  })
  itemsBlob?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'An https address that is told when the job is finished, signed with the secret of the community: see rotateWebhookSecret.',
  })
  webhookUrl?: string | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'When it has to be done: as it comes near, its tasks go first; those that are not done then fail with DEADLINE_EXCEEDED. ' +
      'From a second to a year ahead, else DEADLINE_INVALID.',
  })
  deadline?: Date | null;

  @Field(() => privacyClassEnum, {
    nullable: true,
    description: 'Whose devices may see its inputs; COMMUNITY when absent.',
  })
  privacy?: AskedPrivacyClass | null;

  @Field(() => PlacementInput, { nullable: true, description: 'Where it may run.' })
  placement?: PlacementInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A key of your own: submitted again with it, the same job is answered and no second one is made.',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'One item to run at once. Give exactly one of modelVersionId, model and steps.' })
export class InferInput extends JobTargetInput {
  @Field(() => [NamedInput], {
    description: 'Every input of the model version, or those that a chain takes of its item, once.',
  })
  inputs!: NamedInput[];

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'When it has to be done: see SubmitJobInput. Waiting for it ends by waitMs, whatever this says.',
  })
  deadline?: Date | null;

  @Field(() => privacyClassEnum, {
    nullable: true,
    description: 'Whose devices may see its inputs; COMMUNITY when absent.',
  })
  privacy?: AskedPrivacyClass | null;

  @Field(() => PlacementInput, { nullable: true, description: 'Where it may run.' })
  placement?: PlacementInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'A key of your own: sent again with it, the same job is answered and no second one is made.',
  })
  idempotencyKey?: string | null;
}
