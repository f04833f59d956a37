import { Directive, Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

@ObjectType('Blob', { description: 'A blob of the community; storage knows the rest.' })
@Directive('@key(fields: "cid", resolvable: false)')
export class BlobReference {
  @Field(() => ID, { description: 'Its content identifier.' })
  cid!: string;
}

const standingStateEnum = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' } as const;
registerEnumType(standingStateEnum, {
  name: 'DeviceStandingState',
  description: "Whether a device's word counts.",
  valuesConfig: {
    ACTIVE: { description: 'Its results count.' },
    SUSPENDED: { description: 'Too many were wrong: it gets no tasks, and its results count for nothing.' },
  },
});

@ObjectType('DeviceStanding', { description: 'What was found of the results of a device.' })
export class DeviceStandingType {
  @Field(() => standingStateEnum, { description: 'Whether its word counts.' })
  state!: keyof typeof standingStateEnum;

  @Field(() => Int, { description: 'Results that were compared with others.' })
  judged!: number;

  @Field(() => Int, { description: 'Those of them that were wrong.' })
  wrong!: number;

  @Field(() => Int, {
    description: 'How often it was caught; the third time, with over 2 % wrong, suspends it.',
  })
  strikes!: number;

  @Field(() => [ID], { description: 'The attempts whose results were wrong, newest last, 50 at most.' })
  evidence!: readonly string[];

  @Field(() => Int, { description: 'How often it was reinstated.' })
  reinstatements!: number;

  @Field(() => [String], {
    description: 'The policies that give it no work; its word counts all the same. Empty when none does.',
  })
  restrictedBy!: readonly string[];

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'Since when an operator gives it no work; its word counts all the same. Null when none does.',
  })
  drainingSince?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was suspended.' })
  suspendedAt?: Date | null;
}

@ObjectType('Device', { description: 'A device that runs tasks; identity knows the rest.' })
@Directive('@key(fields: "id")')
export class DeviceReference {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;

  @Field(() => DeviceStandingType, {
    nullable: true,
    description:
      'What was found of its results; null where nothing is known of them, or when that is not for you.',
  })
  standing?: DeviceStandingType | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it has no work, in words, as of the last few seconds; null while it has some, when nothing was heard of it for three minutes, or when it is not for you.',
  })
  idleReason?: string | null;
}
