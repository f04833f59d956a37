import { ArgsType, Field, Int } from 'type-graphql';
import type { JobState } from '../../rules/jobState.js';
import { jobStateEnum } from './JobTypes.js';

/** The arguments of every list. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 100 at most.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'Cursor after which to go on.' })
  after?: string | null;
}

@ArgsType()
export class TasksArguments extends PageArguments {
  @Field(() => Int, {
    nullable: true,
    description: 'Only tasks of this step, from 0; when absent, of each item the task that it has come to.',
  })
  step?: number | null;
}

@ArgsType()
export class JobsArguments extends PageArguments {
  @Field(() => jobStateEnum, { nullable: true, description: 'Only jobs in this state.' })
  state?: JobState | null;
}
