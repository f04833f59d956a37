import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'Where an input of a step comes from: of the item, or of an earlier step.' })
export class StepInputSource {
  @Field(() => String, { description: "The input: the name that the step's model version gives it." })
  name!: string;

  @Field(() => String, { nullable: true, description: 'An input of the item, by any name.' })
  item?: string | null;

  @Field(() => Int, { nullable: true, description: 'An earlier step, from 0.' })
  step?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a tensor model, which of its outputs; the one of the same name, or its only one, when absent.',
  })
  output?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Of any other model, where in its answer the text is: a JSON pointer (RFC 6901), for example /label; /text of ocr when absent.',
  })
  pointer?: string | null;
}

@InputType({ description: 'A step of a chain. Give exactly one of modelVersionId and model.' })
export class ChainStepInput {
  @Field(() => ID, { nullable: true, description: 'The model version to run.' })
  modelVersionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the model whose newest allowed version to run.',
  })
  model?: string | null;

  @Field(() => [StepInputSource], {
    nullable: true,
    description:
      "Where its inputs come from. Of those left out, the first step's are the item's of the same names; a later step's are the outputs of the " +
      'same names of the step before, or its only output for an only input, or the text that ocr read.',
  })
  inputs?: StepInputSource[] | null;
}

/** What to run, and where: every input that asks for runs, or asks about them, begins with it. */
@InputType()
export abstract class JobTargetInput {
  @Field(() => ID, { nullable: true, description: 'The model version to run.' })
  modelVersionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the model whose newest allowed version to run.',
  })
  model?: string | null;

  @Field(() => [ChainStepInput], {
    nullable: true,
    description:
      'A chain of 2 to 8 models in place of one: each item goes through them in order, and what the last says is its result.',
  })
  steps?: ChainStepInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description: "Where to run it; the community's default fleet when absent.",
  })
  fleetId?: string | null;

  @Field(() => Int, { nullable: true, description: 'From 0 to 9; higher goes first; 5 when absent.' })
  priority?: number | null;
}
