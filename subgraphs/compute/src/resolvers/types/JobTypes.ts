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
import type { PrivacyClass } from '@ai-collective/contracts';
import { jobStates, type JobState } from '../../rules/jobState.js';
import { workStates, type WorkState } from '../../rules/workState.js';
import { privacyClassEnum } from './privacyClassEnum.js';
import { BlobReference } from './references.js';

const namesOf = <Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> =>
  Object.fromEntries(names.map((name) => [name, name]));

export const jobStateEnum = namesOf(jobStates);
registerEnumType(jobStateEnum, {
  name: 'JobState',
  description: 'Where a job is; follows from its tasks, once it has them.',
  valuesConfig: {
    PREPARING: { description: 'Its items are being read from their blob and checked; it has no tasks yet.' },
    REJECTED: { description: 'Its items were refused, see preparation; it never had a task.' },
    QUEUED: { description: 'No device has had any of its tasks yet.' },
    RUNNING: { description: 'Some tasks were given to devices, and some items are not settled.' },
    SUCCEEDED: { description: 'Every item succeeded, to its last step.' },
    PARTIALLY_FAILED: { description: 'Every item is settled; some succeeded and some failed.' },
    FAILED: { description: 'Every item failed.' },
    CANCELED: { description: 'It was canceled before every item was settled.' },
  },
});

@ObjectType({
  description:
    'How many tasks of a job are in each state; of a chain, how many items, each as the task that it has come to.',
})
export class TaskCounts {
  @Field(() => Int, { description: 'All tasks.' })
  total!: number;

  @Field(() => Int, { description: 'Waiting for a device.' })
  queued!: number;

  @Field(() => Int, { description: 'Given to a device.' })
  dispatched!: number;

  @Field(() => Int, { description: 'Reported by a device, and waiting for a second opinion.' })
  verifying!: number;

  @Field(() => Int, { description: 'Done.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Failed for good.' })
  failed!: number;

  @Field(() => Int, { description: 'Canceled.' })
  canceled!: number;
}

@ObjectType({ description: 'What a decision rests on.' })
export class DecisionBasis {
  @Field(() => Int, {
    description: "The version of the community's policy in force; 0 stands for the documented defaults.",
  })
  policyVersion!: number;
}

@ObjectType({ description: 'What is wrong with a line of a blob of items.' })
export class ItemProblem {
  @Field(() => Int, { nullable: true, description: 'The line, from 1; null: the blob as a whole.' })
  line!: number | null;

  @Field(() => String, { description: 'A stable code, for example TENSOR_SHAPE_MISMATCH.' })
  code!: string;

  @Field(() => String, { description: 'The same in words.' })
  message!: string;
}

@ObjectType({ description: 'How a job gets its items from a blob.' })
export class JobPreparation {
  @Field(() => BlobReference, { description: 'The blob.' })
  itemsBlob!: BlobReference;

  @Field(() => Int, { description: 'Lines read so far; brought up to date every few seconds.' })
  lines!: number;

  @Field(() => Int, { description: 'How often its reading was begun.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed; it is tried again.' })
  lastError!: string | null;

  @Field(() => [ItemProblem], {
    description: 'Why the job was REJECTED: the first 20 problems; empty otherwise.',
  })
  problems!: readonly ItemProblem[];
}

export const workStateEnum = namesOf(workStates);
registerEnumType(workStateEnum, {
  name: 'WorkState',
  description: 'How far work for a job is that replicas do in the background.',
  valuesConfig: {
    PENDING: { description: 'Waiting, or being done.' },
    DONE: { description: 'Done.' },
    FAILED: { description: 'Given up.' },
  },
});

@ObjectType({
  description: 'The results of a job as one blob of JSON Lines, one item on each, in their order.',
})
export class JobExport {
  @Field(() => workStateEnum, { description: 'How far it is.' })
  state!: WorkState;

  @Field(() => Int, { description: 'Items written so far; brought up to date every few seconds.' })
  tasks!: number;

  @Field(() => Int, { description: 'Items of the job.' })
  totalTasks!: number;

  @Field(() => BlobReference, { nullable: true, description: 'The blob, when it is DONE.' })
  blob!: BlobReference | null;

  @Field(() => Int, { description: 'How often it was begun.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' })
  lastError!: string | null;
}

@ObjectType('JobStep', { description: 'A step of a job: the only one, or one of a chain.' })
export class JobStepType {
  @Field(() => Int, { description: 'Its place, from 0.' })
  number!: number;
}

@ObjectType('JobEnergy', { description: 'What a job took of energy, as its devices say.' })
export class JobEnergyType {
  @Field(() => Float, { description: 'Joules, over all attempts of which devices told.' })
  joules!: number;

  @Field(() => Int, {
    description: 'How many attempts that are; devices that cannot tell are not in the sum.',
  })
  attempts!: number;
}

@ObjectType('Job', { description: 'A model version, or a chain of them, run on a number of items.' })
@Directive('@key(fields: "id")')
export class JobType {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => Int, { description: 'From 0 to 9; higher goes first.' })
  priority!: number;

  @Field(() => privacyClassEnum, { description: 'Whose devices may see its inputs.' })
  privacy!: PrivacyClass;

  @Field(() => [String], {
    nullable: true,
    description:
      'Where its devices must stand: what was asked for, as far as the community allowed it then; null: anywhere.',
  })
  regions?: readonly string[] | null;

  @Field(() => String, { description: 'The person, service or key that submitted it.' })
  submittedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was submitted.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When its last task was settled.' })
  finishedAt!: Date | null;
}

@ObjectType({ description: 'How far a job has come.' })
export class JobProgress {
  @Field(() => ID, { description: "The job's identifier." })
  jobId!: string;

  @Field(() => jobStateEnum, { description: 'Where the job is.' })
  state!: JobState;

  @Field(() => Boolean, { description: 'Whether this is the last report.' })
  finished!: boolean;

  @Field(() => Float, { description: 'The settled share of its items, from 0 to 1.' })
  progress!: number;

  @Field(() => TaskCounts, {
    description: 'Its tasks by state; of a chain, its items, each as the task that it has come to.',
  })
  counts!: TaskCounts;

  @Field(() => JobType, { description: 'The job.' })
  job!: JobType;
}
