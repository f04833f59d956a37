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
import { attemptStates, type AttemptState } from '../../rules/attemptState.js';
import { taskStates, type TaskState } from '../../rules/taskState.js';
import { BlobReference, DeviceReference } from './references.js';
import { Tensor } from './TensorTypes.js';

const taskStateEnum = Object.fromEntries(taskStates.map((state) => [state, state]));
registerEnumType(taskStateEnum, {
  name: 'TaskState',
  description: 'Where a task is.',
  valuesConfig: {
    QUEUED: { description: 'Waiting for a device.' },
    DISPATCHED: { description: 'Given to a device.' },
    VERIFYING: { description: 'Reported by a device, and waiting for a second opinion.' },
    SUCCEEDED: { description: 'Done.' },
    FAILED: { description: 'Failed for good.' },
    CANCELED: { description: 'Canceled with its job.' },
  },
});

const attemptStateEnum = Object.fromEntries(attemptStates.map((state) => [state, state]));
registerEnumType(attemptStateEnum, {
  name: 'AttemptState',
  description: 'Where an attempt is.',
  valuesConfig: {
    LEASED: { description: 'The device has it.' },
    VALID: { description: "Its result is the task's." },
    REPORTED: { description: 'Its result waits for a second opinion, or came after the task was settled.' },
    INVALID: { description: 'Other devices agree on another result.' },
    INCONCLUSIVE: { description: 'Its result was not used, and nobody knows whether it is right.' },
    ERROR: { description: 'The device could not do it.' },
    TIMED_OUT: { description: 'It ran longer than it may.' },
    ABANDONED: { description: 'The device was lost.' },
  },
});

const faultEnum = { input: 'input', model: 'model', device: 'device' } as const;
registerEnumType(faultEnum, {
  name: 'Fault',
  description: 'Whose fault a failure is.',
  valuesConfig: {
    input: { description: "The caller's input." },
    model: { description: 'The model.' },
    device: { description: 'The device; such tasks are tried again.' },
  },
});

@ObjectType('TaskFailure', { description: 'Why a task or an attempt failed.' })
export class TaskFailureType {
  @Field(() => String, { description: 'A stable code, for example IMAGE_UNREADABLE.' })
  code!: string;

  @Field(() => String, { description: 'The same in words.' })
  message!: string;

  @Field(() => faultEnum, { description: 'Whose fault it is.' })
  fault!: keyof typeof faultEnum;
}

@ObjectType('TaskInputValue', { description: 'One named input of a task: a tensor or a blob.' })
export class TaskInputType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Tensor, { nullable: true, description: 'The tensor, when it was given in place.' })
  tensor!: Tensor | null;

  @Field(() => BlobReference, { nullable: true, description: 'The blob, when one was given.' })
  blob!: BlobReference | null;
}

@ObjectType('Placement', { description: 'Why a task was given to a device.' })
export class PlacementType {
  @Field(() => Float, { description: "The device's score; the best was chosen." })
  score!: number;

  @Field(() => [String], { description: 'What made up the score.' })
  reasons!: readonly string[];
}

@ObjectType('Attempt', { description: 'One task on one device.' })
export class AttemptType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => DeviceReference, { description: 'The device.' })
  device!: DeviceReference;

  @Field(() => attemptStateEnum, { description: 'Where it is.' })
  state!: AttemptState;

  @Field(() => PlacementType, {
    nullable: true,
    description: 'Why this device got it; null when not reported.',
  })
  placement!: PlacementType | null;

  @Field(() => TaskFailureType, { nullable: true, description: 'Why it ended without a result.' })
  failure!: TaskFailureType | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the device got it.' })
  startedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: "The device's own measure of the run, in milliseconds.",
  })
  runMs!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'What the run took of energy, in joules, as the device says; null when it does not.',
  })
  energyJoules!: number | null;
}

@ObjectType('Task', { description: 'One item of a job, or one step of it.' })
@Directive('@key(fields: "id")')
export class TaskType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => Int, { description: "Its item's place among the items of the job, from 0." })
  ordinal!: number;

  @Field(() => Int, { description: 'The step of the chain, from 0; 0 of a job of one model.' })
  step!: number;

  @Field(() => taskStateEnum, { description: 'Where it is.' })
  state!: TaskState;

  @Field(() => TaskFailureType, { nullable: true, description: 'Why it failed.' })
  failure!: TaskFailureType | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was settled.' })
  settledAt!: Date | null;

  @Field(() => Boolean, {
    description: 'Whether devices of several owners agree on its result.',
  })
  verified!: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'When its result was replaced, last; null when it never was. Of a device that was found to be wrong, what else it said is run again.',
  })
  replacedAt!: Date | null;
}
