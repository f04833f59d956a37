import { Directive, Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';

@ObjectType('Community', {
  description: 'A group of people that pools devices under rules of its own. Communities nest.',
})
@Directive('@key(fields: "id")')
export class CommunityType {
  @Field(() => ID, { description: 'For example com_01k9…' })
  readonly id!: string;

  @Field(() => String, {
    description: 'Its name in addresses: unique, lower-case letters, digits and hyphens.',
  })
  readonly slug!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The community it lies in; null at the top, and for those who may not enter that one.',
  })
  readonly parentId!: string | null;

  @Field(() => CommunityType, {
    nullable: true,
    description: 'The community it lies in; null at the top, and for those who may not enter that one.',
  })
  readonly parent!: CommunityType | null;

  @Field(() => [CommunityType], {
    description:
      'The communities directly inside it that the viewer may enter, in the order they were created.',
  })
  readonly children!: readonly CommunityType[];

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  readonly createdAt!: Date;
}
