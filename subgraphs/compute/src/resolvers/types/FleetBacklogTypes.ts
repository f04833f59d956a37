import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType('FleetBacklog', { description: 'What waits for a fleet, and how that is going.' })
export class FleetBacklogType {
  @Field(() => Int, { description: 'Tasks that wait for a device.' })
  readonly queued!: number;

  @Field(() => Int, { description: 'Tasks that a device has.' })
  readonly running!: number;

  @Field(() => Int, { description: 'Tasks with a result that is not believed yet.' })
  readonly verifying!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'How long ago the job of the task that waits the longest was submitted, in seconds; null when none waits.',
  })
  readonly oldestWaitingSeconds!: number | null;

  @Field(() => Float, {
    description:
      'What all these tasks are expected to take one device, in seconds, by what was measured of their model versions.',
  })
  readonly expectedWorkSeconds!: number;

  @Field(() => Int, {
    description:
      'Waiting tasks that will not be done in time if as many run at a time as do now: within the seconds that the ' +
      "community's policy fleets.targetWait gives them.",
  })
  readonly lateTasks!: number;

  @Field(() => Float, { description: 'Their share of the waiting tasks, from 0 to 1.' })
  readonly deadlineRisk!: number;
}
