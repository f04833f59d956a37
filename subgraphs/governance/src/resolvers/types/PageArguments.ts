import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArguments {
  @Field(() => Int, { nullable: true, description: 'How many at most: 20 unless given, never over 100.' })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor to continue after.' })
  readonly after?: string | null;
}

@ArgsType()
export class AuditRecordsArguments extends PageArguments {
  @Field(() => String, {
    nullable: true,
    description: 'Only records of this action, for example jobs:submit.',
  })
  readonly action?: string | null;
}
