import type { BuiltInRole } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import { PersonType } from './PersonType.js';
import { Role } from './Role.js';

@ObjectType('Member', { description: 'A person in a community.' })
export class MemberType {
  @Field(() => ID, { description: 'The id of the membership, for example mem_01k9…' })
  readonly id!: string;

  @Field(() => PersonType, { description: 'Who it is.' })
  readonly person!: PersonType;

  @Field(() => [Role], { description: 'What they may do.' })
  readonly roles!: readonly BuiltInRole[];

  @Field(() => GraphQLISODateTime, { description: 'When they joined.' })
  readonly createdAt!: Date;
}
