import { JobTargetInput } from './JobTargetInput.js';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';

@InputType({
  description: 'A job that may be submitted. Give exactly one of modelVersionId, model and steps.',
})
export class EstimateJobInput extends JobTargetInput {
  @Field(() => Int, { description: 'How many items it would have.' })
  items!: number;
}

@ObjectType({ description: 'Run times of tasks that succeeded lately, by the own measure of the devices.' })
export class MeasuredRunTimes {
  @Field(() => ID, { nullable: true, description: 'The device; null: all devices together.' })
  deviceId!: string | null;

  @Field(() => Int, { description: 'How many tasks were measured.' })
  samples!: number;

  @Field(() => Float, { description: 'Half of them took no longer, in milliseconds.' })
  p50Ms!: number;

  @Field(() => Float, { description: '95 of 100 took no longer, in milliseconds.' })
  p95Ms!: number;
}

@ObjectType('JobStepEstimate', { description: 'What was measured of a step of a job.' })
export class JobStepEstimateType {
  @Field(() => Int, { description: 'Its place, from 0.' })
  number!: number;

  @Field(() => Int, { description: 'Devices of the fleet that ran its model version lately.' })
  devices!: number;

  @Field(() => MeasuredRunTimes, {
    nullable: true,
    description: 'Run times of its model version on the fleet.',
  })
  runTimes!: MeasuredRunTimes | null;

  @Field(() => [MeasuredRunTimes], { description: 'The same by device.' })
  runTimesByDevice!: readonly MeasuredRunTimes[];
}

@ObjectType('JobEstimate', {
  description: 'What a job is expected to take. What was never measured is null.',
})
export class JobEstimateType {
  @Field(() => Int, { description: 'Its items.' })
  items!: number;

  @Field(() => Int, { description: 'Unsettled tasks of the fleet of the same or a higher priority.' })
  backlog!: number;

  @Field(() => Int, {
    description:
      'Devices of the fleet that ran this model version lately; of a chain, of the step with the fewest.',
  })
  devices!: number;

  @Field(() => [JobStepEstimateType], {
    description: 'What was measured of each step: of one, or of those of a chain.',
  })
  steps!: readonly JobStepEstimateType[];

  @Field(() => MeasuredRunTimes, {
    nullable: true,
    description: 'Run times of the model version on the fleet; of a chain, added up over its steps.',
  })
  runTimes!: MeasuredRunTimes | null;

  @Field(() => [MeasuredRunTimes], { description: 'The same by device; of a chain, see steps.' })
  runTimesByDevice!: readonly MeasuredRunTimes[];

  @Field(() => Float, { nullable: true, description: 'Run time of all its tasks together, in milliseconds.' })
  totalRunMs!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'How long it lasts, in milliseconds, when these devices work on it and on the backlog, and the backlog takes as long a task.',
  })
  durationMs!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same when every task takes the p95.' })
  slowDurationMs!: number | null;
}
