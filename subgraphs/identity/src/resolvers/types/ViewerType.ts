import type { BuiltInRole, PrincipalKind } from '@ai-collective/contracts';
import { Field, ID, ObjectType } from 'type-graphql';
import { CommunityType } from './CommunityType.js';
import { PersonType } from './PersonType.js';
import { Kind, Role } from './Role.js';
import { HeldGrantType } from './RoleTypes.js';

@ObjectType('Viewer', { description: 'Who is asking.' })
export class ViewerType {
  @Field(() => Kind, { description: 'What kind of principal it is.' })
  readonly kind!: PrincipalKind;

  @Field(() => ID, { description: 'The id of the person, API key or device.' })
  readonly subject!: string;

  @Field(() => PersonType, { nullable: true, description: 'The person; null when it is none.' })
  readonly person!: PersonType | null;

  @Field(() => [Role], { description: 'Their roles in the chosen community.' })
  readonly roles!: readonly BuiltInRole[];

  @Field(() => [HeldGrantType], {
    description: 'The roles they were granted besides, which hold now, there or for a part of it.',
  })
  readonly grants!: readonly HeldGrantType[];

  @Field(() => [String], {
    nullable: true,
    description: 'The only permissions of their roles they may use; null when they may use them all.',
  })
  readonly scopes!: readonly string[] | null;

  @Field(() => [String], {
    description: 'Everything they may do in the chosen community, such as jobs:submit.',
  })
  readonly permissions!: readonly string[];

  @Field(() => CommunityType, {
    nullable: true,
    description: 'The chosen community; null when there is none.',
  })
  readonly community!: CommunityType | null;
}
